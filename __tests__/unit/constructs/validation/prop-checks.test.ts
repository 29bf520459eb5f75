import { Lazy, Token } from 'cdktf';
import { Construct } from 'constructs';
import { PropChecks } from '../../../../constructs/validation';
import { newStack, problems } from '../synth';

const text = Lazy.stringValue({ produce: () => 'x' });
const list = Token.asList(Lazy.anyValue({ produce: () => ['x'] }));
const number = Token.asNumber(Lazy.anyValue({ produce: () => 1 }));
const NOWHERE = /TfToken|e\+2\d\d/;

/** What is reported of `value`. */
function shown(value: unknown, rule = 'be right', remedy = 'write it right'): string {
  const stack = newStack();
  new PropChecks(new Construct(stack, 'one')).require(false, 'prop', rule, value, remedy);
  return problems(stack).join('\n');
}

test.each([
  ['a token', text],
  ['a text with a token', `a ${text} b`],
  ['a list token', list],
  ['a number token', number],
  ['a list with tokens', ['a', text, list]],
  ['an object with tokens', { a: text, b: [number], c: { d: `x${text}` } }],
  ['a token that was cut', `${text}`.slice(3)],
  ['a token that was cut at its end', `${text}`.slice(0, 12)],
  ['a list token as text', String(list)],
])('%s is not shown as cdktf writes it', (_, value) => {
  expect(shown(value)).toMatch(/^\[test\/one\] 'prop' must be right, got .+ \(write it right\)$/);
  expect(shown(value)).not.toMatch(NOWHERE);
  expect(shown('x', `lie in '${value as string}'`, `write '${value as string}'`)).not.toMatch(/TfToken/);
});

test.each([
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [undefined, 'nothing'],
  [null, 'nothing'],
  [7n, '7'],
  [() => 1, 'a function'],
  [[NaN], '["NaN"]'],
  [{ a: 1 }, '{"a":1}'],
  ['x', "'x'"],
])('%p is shown as %s', (value, expected) => {
  expect(shown(value)).toBe(`[test/one] 'prop' must be right, got ${expected} (write it right)`);
});

describe('a value of another type is a message, and no TypeError:', () => {
  const wrong = (use: (checks: PropChecks) => void) => () => use(new PropChecks(new Construct(newStack(), 'one')));
  const startsWith = (one: string) => one.startsWith('x');

  test.each<readonly [string, (checks: PropChecks) => void, string]>([
    [
      'check',
      (checks) => checks.check('prop', 7 as never, startsWith, 'be a name', "write it like 'x'"),
      "[test/one] 'prop' must be a name, got 7 (write it like 'x')",
    ],
    [
      'check of nothing',
      (checks) => checks.check('prop', undefined as never, startsWith, 'be a name', "write it like 'x'"),
      "[test/one] 'prop' must be given, got nothing (write it like 'x')",
    ],
    [
      'each',
      (checks) => checks.each('prop', 'x' as never, startsWith, 'be a name', "write it like 'x'"),
      "[test/one] 'prop' must be a list, got 'x' (write it in brackets)",
    ],
    [
      'each of its elements',
      (checks) => checks.each('prop', ['x', 7 as never], startsWith, 'be a name', "write it like 'x'"),
      "[test/one] 'prop' must be a name, got 7 (write it like 'x')",
    ],
    [
      'unique',
      (checks) => checks.unique('prop', 7 as never),
      "[test/one] 'prop' must be a list, got 7 (write it in brackets)",
    ],
    [
      'certificate',
      (checks) => checks.certificate('prop', 7 as never),
      "[test/one] 'prop' must be a certificate in PEM, got 7 (give the CA's certificate, not its path)",
    ],
  ])('%s', (_, use, message) => {
    expect(wrong(use)).toThrow(new Error(message));
  });
});
