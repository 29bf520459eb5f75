import {
  Decimal,
  decodeState,
  decodeValue,
  Dynamic,
  encodeValue,
  equal,
  UNKNOWN,
  type Type,
  type Value,
} from '../../../../../local-cloud/providers/framework/cty';

describe('a value on the wire', () => {
  it.each<[string, Type, Value]>([
    ['null', 'string', null],
    ['an unknown', 'string', UNKNOWN],
    ['an integer', 'number', 42],
    ['a fraction, which Terraform compares exactly', 'number', 0.1],
    ['an integer that a double cannot hold', 'number', new Decimal('9007199254740993')],
    ['a list with an unknown member', ['list', 'string'], ['a', UNKNOWN]],
    ['a map', ['map', 'bool'], { a: true }],
    ['an object with an absent attribute', ['object', { a: 'string', b: 'number' }], { a: 'x', b: null }],
    ['a dynamic value with its type', 'dynamic', new Dynamic(['tuple', ['string', 'bool']], ['a', true])],
  ])('survives: %s', (_, type, value) => {
    expect(decodeValue(type, encodeValue(type, value))).toEqual(value);
  });

  it('carries a fraction as text, never as the nearest double', () => {
    expect(Buffer.from(encodeValue('number', 0.1)).toString('latin1')).toContain('0.1');
  });

  it('is unknown when Terraform has narrowed an unknown', () => {
    // msgpack extension 12 with a body of one byte: cty's refined unknown.
    expect(decodeValue('string', new Uint8Array([0xd4, 0x0c, 0x80]))).toBe(UNKNOWN);
  });
});

describe('a value in the state', () => {
  it('keeps every digit of a number', () => {
    const state = decodeState(['object', { n: 'number' }], '{"n": 123456789012345678901234567890}');
    expect(state).toEqual({ n: new Decimal('123456789012345678901234567890') });
  });

  it('leaves digits inside of texts alone', () => {
    expect(decodeState(['object', { s: 'string' }], '{"s": "9007199254740993 and \\"1e5\\""}')).toEqual({
      s: '9007199254740993 and "1e5"',
    });
  });

  it('drops attributes that the schema no longer has, and has null for new ones', () => {
    expect(decodeState(['object', { a: 'string' }], '{"gone": 1}')).toEqual({ a: null });
  });
});

describe('equality', () => {
  it('forgets the order of a set and keeps that of a list', () => {
    expect(equal(['set', 'string'], ['a', 'b'], ['b', 'a'])).toBe(true);
    expect(equal(['list', 'string'], ['a', 'b'], ['b', 'a'])).toBe(false);
  });
});
