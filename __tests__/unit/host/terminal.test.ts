import fc from 'fast-check';
import { printable, printableJson, printableLine } from '../../../host/terminal';

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

test('shows what would control a terminal as text', () => {
  expect(printable('/\x1b]0;owned\x07\x1b[2J\x9b1A\r\u202e')).toBe('/\\x1b]0;owned\\x07\\x1b[2J\\x9b1A\\x0d\\u202e');
});

test('keeps lines, tabs and every script', () => {
  expect(printable('a\tb\nÄ 日本 ● 🙂')).toBe('a\tb\nÄ 日本 ● 🙂');
});

test('lets no line break forge a line where one line is shown', () => {
  expect(printableLine('GET /\nlb-1 all is well')).toBe('GET /\\x0alb-1 all is well');
});

test('lets no control character of any text through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(CONTROL);
      expect(printableLine(text)).not.toMatch(/[\n\t]/);
      expect(printableJson({ text })).not.toMatch(CONTROL);
    }),
  );
});

test('leaves JSON the value that it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) =>
      expect(JSON.parse(printableJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
    ),
  );
});
