/**
 * Terraform's value system on the wire: types as cty spells them in JSON, values as
 * msgpack with its extensions for "unknown".
 *
 * In TypeScript a value is null, UNKNOWN, a string, boolean or number, an
 * array (list, set) or a plain object (map, object).
 */
import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

export type Type =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', Type]
  | readonly ['object', Readonly<Record<string, Type>>]
  | readonly ['tuple', readonly Type[]];

class Unknown {
  toString(): string {
    return '(known after apply)';
  }
}

export const UNKNOWN = new Unknown();

/** A number that a double cannot hold; kept as its decimal digits. */
export class Decimal {
  constructor(readonly digits: string) {}
}

/** A value whose type only the configuration knows. */
export class Dynamic {
  constructor(
    readonly type: Type,
    readonly value: Value,
  ) {}
}

export type Value = null | Unknown | Decimal | Dynamic | string | number | boolean | Value[] | { [key: string]: Value };
export type ObjectValue = { [key: string]: Value };

const UNKNOWN_EXT = 0;
const REFINED_UNKNOWN_EXT = 12;

const codec = new ExtensionCodec();
codec.register({
  type: UNKNOWN_EXT,
  encode: (value) => (value instanceof Unknown ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
// Terraform narrows unknowns ("not null", "starts with vpc-"): only ever read.
codec.register({ type: REFINED_UNKNOWN_EXT, encode: () => null, decode: () => UNKNOWN });

const options = { extensionCodec: codec, useBigInt64: true } as const;

export function encodeValue(type: Type, value: Value): Uint8Array {
  return encode(toWire(type, value), options);
}

export function decodeValue(type: Type, bytes: Uint8Array): Value {
  return fromWire(type, decode(bytes, options));
}

export function toWire(type: Type, value: Value | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Unknown) return value;
  if (type === 'dynamic') {
    const typed = value instanceof Dynamic ? value : new Dynamic(impliedType(value), value);
    return [new TextEncoder().encode(JSON.stringify(typed.type)), toWire(typed.type, typed.value)];
  }
  if (type === 'number') return numberToWire(value);
  if (typeof type === 'string') return value;
  switch (type[0]) {
    case 'list':
    case 'set':
      return (value as Value[]).map((item) => toWire(type[1], item));
    case 'tuple':
      return (value as Value[]).map((item, i) => toWire(type[1][i]!, item));
    case 'map':
      return mapObject(value as ObjectValue, (item) => toWire(type[1], item));
    case 'object':
      return mapObject(type[1], (attribute, name) => toWire(attribute, (value as ObjectValue)[name]));
  }
}

/** Terraform compares numbers exactly, so 0.1 travels as the text "0.1", never as the nearest double. */
function numberToWire(value: Value): unknown {
  if (value instanceof Decimal) return value.digits;
  return typeof value === 'number' && !Number.isSafeInteger(value) ? String(value) : value;
}

function fromWire(type: Type, wire: unknown): Value {
  if (wire === null || wire === undefined) return null;
  if (wire instanceof Unknown) return UNKNOWN;
  if (type === 'dynamic') {
    const [json, inner] = wire as [Uint8Array, unknown];
    const innerType = JSON.parse(new TextDecoder().decode(json)) as Type;
    return new Dynamic(innerType, fromWire(innerType, inner));
  }
  if (type === 'number') return numberFromWire(wire);
  if (typeof type === 'string') return wire;
  switch (type[0]) {
    case 'list':
    case 'set':
      return (wire as unknown[]).map((item) => fromWire(type[1], item));
    case 'tuple':
      return (wire as unknown[]).map((item, i) => fromWire(type[1][i]!, item));
    case 'map':
      return mapObject(wire as Record<string, unknown>, (item) => fromWire(type[1], item));
    case 'object':
      return mapObject(type[1], (attribute, name) => fromWire(attribute, (wire as Record<string, unknown>)[name]));
  }
}

function numberFromWire(wire: unknown): Value {
  const digits = String(wire);
  const double = Number(digits);
  return String(double) === digits && (!Number.isInteger(double) || Number.isSafeInteger(double))
    ? double
    : new Decimal(digits);
}

/** State as Terraform stores it. Attributes the schema no longer has are dropped. */
export function decodeState(type: Type, json: string): Value {
  return fromStateJson(type, JSON.parse(json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, quoteIfInexact)));
}

/** JSON.parse would round a number that a double cannot hold. */
function quoteIfInexact(token: string): string {
  return token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`;
}

function fromStateJson(type: Type, json: unknown): Value {
  if (type === 'dynamic' && json !== null) {
    const typed = json as { type: Type; value: unknown };
    return new Dynamic(typed.type, fromStateJson(typed.type, typed.value));
  }
  if (json === null || json === undefined) return null;
  if (type === 'number') return numberFromWire(json);
  if (typeof type === 'string') return json;
  switch (type[0]) {
    case 'list':
    case 'set':
      return (json as unknown[]).map((item) => fromStateJson(type[1], item));
    case 'tuple':
      return (json as unknown[]).map((item, i) => fromStateJson(type[1][i]!, item));
    case 'map':
      return mapObject(json as Record<string, unknown>, (item) => fromStateJson(type[1], item));
    case 'object':
      return mapObject(type[1], (attribute, name) => fromStateJson(attribute, (json as Record<string, unknown>)[name]));
  }
}

export function equal(type: Type, a: Value, b: Value): boolean {
  return canonical(type, a) === canonical(type, b);
}

/** A text that two values share exactly when Terraform holds them equal; sets forget their order. */
function canonical(type: Type, value: Value | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Unknown) return '?';
  if (value instanceof Dynamic) return canonical(value.type, value.value);
  if (value instanceof Decimal) return value.digits;
  if (typeof type === 'string') return JSON.stringify(value);
  switch (type[0]) {
    case 'list':
      return `[${(value as Value[]).map((item) => canonical(type[1], item)).join()}]`;
    case 'set':
      return `{${[...new Set((value as Value[]).map((item) => canonical(type[1], item)))].sort().join()}}`;
    case 'tuple':
      return `[${(value as Value[]).map((item, i) => canonical(type[1][i]!, item)).join()}]`;
    case 'map':
      return JSON.stringify(mapObject(value as ObjectValue, (item) => canonical(type[1], item)));
    case 'object':
      return JSON.stringify(
        mapObject(type[1], (attribute, name) => canonical(attribute, (value as ObjectValue)[name])),
      );
  }
}

export function isWhollyKnown(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (value instanceof Dynamic) return isWhollyKnown(value.value);
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (isObject(value)) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** What a handler sees: every unknown as null. */
export function knownOrNull(value: Value): Value {
  if (value instanceof Unknown) return null;
  if (Array.isArray(value)) return value.map(knownOrNull);
  if (isObject(value)) return mapObject(value, knownOrNull);
  return value;
}

/** What an API or the older SDK says for "nothing". */
export function isBlank(value: Value): boolean {
  return value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

export function isObject(value: Value | undefined): value is ObjectValue {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function mapObject<A, B>(
  object: Readonly<Record<string, A>>,
  f: (value: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, f(object[key]!, key)]),
  );
}

function impliedType(value: Value): Type {
  if (value instanceof Dynamic) return value.type;
  if (Array.isArray(value)) return ['tuple', value.map(impliedType)];
  if (isObject(value)) return ['object', mapObject(value, impliedType)];
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'dynamic';
}
