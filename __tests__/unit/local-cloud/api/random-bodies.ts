import fc from 'fast-check';
import type { OfficialDescription } from './official-description';
import type { Json } from './openapi-schema';

/** Values that programs trip over. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, -1, 1e21, true, [], {}, [null], 'constructor', '__proto__', 'a\u0000b', 'ü'),
  fc.jsonValue({ maxDepth: 1 }),
);
/** Deeper than any body of the description that is served. */
const DEEPEST = 6;

/** Bodies that are mostly as a schema wants them, with something else in some places. */
export function bodiesOf(description: OfficialDescription, schema: unknown, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fitting(description, schema, depth) }, { weight: 1, arbitrary: junk });
}

function fitting(description: OfficialDescription, value: unknown, depth: number): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) return junk;
  const schema = description.resolve(value);
  const inner = (one: unknown) => bodiesOf(description, one, depth + 1);
  const choices = (schema.oneOf ?? schema.anyOf) as unknown[] | undefined;
  if (choices) return fc.oneof(...choices.map(inner));
  if (schema.allOf) return joined(description, schema.allOf as unknown[], depth);
  if (Array.isArray(schema.enum)) return fc.constantFrom<unknown>(...(schema.enum as unknown[]));
  switch (schema.type) {
    case 'string':
      return fc.oneof(...examples(schema), fc.string({ maxLength: 20 }), fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/));
    case 'integer':
      return fc.oneof(...examples(schema), fc.integer({ min: 0, max: 70_000 }));
    case 'number':
      return fc.oneof(...examples(schema), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(inner(schema.items), { maxLength: 3 });
    default:
      return schema.properties ? objects(description, schema, depth) : junk;
  }
}

function examples({ default: initial }: Json): fc.Arbitrary<unknown>[] {
  return initial === undefined ? [] : [fc.constant(initial)];
}

/** Each part that is an object gives its properties. */
function joined(description: OfficialDescription, parts: readonly unknown[], depth: number): fc.Arbitrary<unknown> {
  return fc
    .tuple(...parts.map((part) => fitting(description, part, depth + 1)))
    .map((values) =>
      values.every((one) => typeof one === 'object' && one !== null) ? Object.assign({}, ...values) : values[0],
    );
}

function objects(description: OfficialDescription, schema: Json, depth: number): fc.Arbitrary<unknown> {
  const required = (schema.required ?? []) as string[];
  const entries = Object.entries(schema.properties as Json);
  const fields = entries.map(([name, one]) =>
    fc
      .tuple(bodiesOf(description, one, depth + 1), fc.nat(9))
      .map(([value, dice]) => (dice > (required.includes(name) ? 0 : 5) ? [[name, value] as const] : [])),
  );
  return fc.tuple(...fields).map((all) => Object.fromEntries(all.flat()));
}
