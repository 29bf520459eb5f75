export type Json = Record<string, unknown>;

/** What is read of a description. */
export interface OpenApi {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, unknown>; security?: { bearer_auth: string[] }[] }>
  >;
}

/** A path whose parameters have one name. */
export const anyId = (path: string) => path.replace(/\{\w+\}|:[^/]+/g, ':id');

/** OpenAPI 3.0's dialect as JSON Schema. */
export function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = value as Json;
  const kept = Object.entries(rest).filter(([key]) => key !== 'discriminator' && key !== 'example');
  const schema: Json = Object.fromEntries(kept.map(([key, inner]) => [key, asJsonSchema(inner)]));
  if (exclusiveMinimum === true) schema.exclusiveMinimum = schema.minimum;
  if (exclusiveMaximum === true) schema.exclusiveMaximum = schema.maximum;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}
