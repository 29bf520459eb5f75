/** Values of every wrong type, as `any` and JavaScript let them through, in each prop that constructs and factories take. */
import { checkShapes } from '../../../../constructs/check-shapes';
import { ENTRIES, INTERFACES } from '../../../../constructs/prop-shapes';
import { synthesize } from '../synth';
import { computed, type PropRow } from './prop-row';
import { allRows } from './all-rows';

/** As a message must be: a place, the prop, the rule, what was given, and a remedy. */
const MESSAGE = /^\[[\w/.-]+\] '[^']+' must [^]+, got [^]+ \([^]+\)$/;
/** What no document may hold. */
const WRECKED = /undefined|\bNaN\b|\[object |TfToken\[/;
const WRONG = {
  null: null,
  'a number': 7,
  'a text': 'x',
  'an object': {},
  'a list': [],
  NaN: NaN,
  'a computed text': computed.text,
  'a computed number': computed.number,
  'a computed list': computed.list,
};

/** What is wrong with what becomes of the value. */
function outcome({ stackWith }: PropRow, value: unknown): string | undefined {
  let stack;
  try {
    stack = stackWith(value);
  } catch (error) {
    const { message, stack: trace } = error as Error;
    return message.split('\n[').every((one, i) => MESSAGE.test(i === 0 ? one : `[${one}`)) ? undefined : trace;
  }
  const problems = stack.node.findAll().flatMap(({ node }) => node.validate().map((one) => `[${node.path}] ${one}`));
  const strange = problems.find((one) => !MESSAGE.test(one) || /undefined|\[object |TfToken\[/.test(one));
  if (strange !== undefined || problems.length > 0) return strange;
  const document = JSON.stringify(synthesize(stack));
  const found = WRECKED.exec(document);
  return found ? `rendered: ${document.slice(Math.max(0, found.index - 80), found.index + 40)}` : undefined;
}

test.each(allRows.map((row) => [row.name, row] as const))('%s of a wrong type is a message', (_, row) => {
  const found = Object.entries(WRONG).map(([name, value]) => [name, outcome(row, value)] as const);
  expect(Object.fromEntries(found.filter(([, wrong]) => wrong !== undefined))).toEqual({});
});

const fit: Readonly<Record<string, unknown>> = { s: 'x', n: 7, b: true, f: () => 1 };

test.each(Object.keys(INTERFACES))('every prop of %s has one type', (name) => {
  const entry = Object.keys(ENTRIES).find((one) =>
    ENTRIES[one]!.split(' ').some((two) => two.replace('?', '').endsWith(`:@${name}`)),
  );
  if (entry === undefined) return;
  const parameter = ENTRIES[entry]!.split(' ')
    .find((one) => one.includes(`@${name}`))!
    .split(':')[0]!;
  for (const one of INTERFACES[name]!.split(' ')) {
    const [prop, shape] = [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)];
    for (const value of Object.values(WRONG)) {
      const simple = shape.replace('?', '');
      if (!(simple in fit) || (typeof value === typeof fit[simple] && !Number.isNaN(value))) continue;
      const check = () => checkShapes(entry, { [parameter]: { [prop]: value } });
      expect(check).toThrow(`[${entry}] '${prop}' must be `);
    }
  }
});
