/**
 * From configuration and prior state to the planned state: the one algorithm
 * that every resource shares.
 *
 *   configured               as configured
 *   default                  the default
 *   computed, creation       unknown
 *   computed, no change      as before
 *   computed, some change    unknown (strict) or as before (legacy)
 *   otherwise                null
 */
import type { ObjectValue, Type, Value } from './cty';
import { equal, isBlank, isObject, UNKNOWN } from './cty';
import type { Path } from './diagnostics';
import type { AttributeSpec, Block, Field, Fields, Resource } from './schema';
import { Attribute, fieldType, objectType } from './schema';

export interface Plan {
  readonly planned: ObjectValue;
  readonly requiresReplace: Path[];
}

export function planChange(resource: Resource, prior: ObjectValue | null, config: ObjectValue): Plan {
  const legacy = resource.sdkv2 ?? false;
  let planned = planObject(resource.fields, prior, config, { legacy, recompute: prior === null });
  const changed = prior !== null && !equal(objectType(resource.fields), prior, planned);
  if (changed && !legacy) planned = planObject(resource.fields, prior, config, { legacy, recompute: true });

  const replaced = new Set<string>();
  resource.plan?.({ prior, config, planned, requiresReplace: replaced });
  const requiresReplace: Path[] = prior ? forcedBy(resource.fields, prior, planned, []) : [];
  for (const name of replaced) if (prior) requiresReplace.push([name]);
  return { planned, requiresReplace };
}

interface Mode {
  readonly legacy: boolean;
  /** Computed values are up for a new answer. */
  readonly recompute: boolean;
  /** Inside a legacy list or set block: the older SDK writes "", 0, false and [] for what is not configured. */
  readonly zeroes?: boolean;
}

function within({ mode: nesting }: Block<any>, mode: Mode): Mode {
  return { ...mode, zeroes: mode.legacy && nesting !== 'single' };
}

function planObject(fields: Fields, prior: ObjectValue | null, config: ObjectValue, mode: Mode): ObjectValue {
  const planned: ObjectValue = {};
  for (const [name, field] of Object.entries(fields)) {
    const before = prior ? (prior[name] ?? null) : undefined;
    planned[name] =
      field instanceof Attribute
        ? planAttribute(field.spec, before, config[name] ?? null, mode)
        : planNested(field.fields, field.mode, before ?? null, config[name] ?? null, within(field, mode));
  }
  return planned;
}

/** @param prior undefined when the object around it is new */
function planAttribute(spec: AttributeSpec, prior: Value | undefined, config: Value, mode: Mode): Value {
  if (spec.writeOnly) return null;
  if (config === null) {
    if (spec.default !== undefined) return spec.default;
    if (spec.computed) {
      if (prior === undefined) return UNKNOWN;
      return mode.recompute && !(spec.useStateForUnknown && prior !== null) ? UNKNOWN : prior;
    }
    if (mode.zeroes) return zero(spec.type);
    // To the older SDK an empty value and none are the same.
    return mode.legacy && prior !== undefined && (isBlank(prior) || prior === spec.apiDefault) ? prior : null;
  }
  if (config === UNKNOWN) return UNKNOWN;
  if (mode.legacy) {
    if (prior !== null && prior !== undefined && spec.diffSuppress?.(prior, config)) return prior;
    if (spec.stateFunc) return spec.stateFunc(config);
  }
  if (!spec.nested) return config;
  return planNested(spec.nested.fields, spec.nested.mode, prior ?? null, config, mode);
}

function planNested(
  fields: Fields,
  nesting: Block<any>['mode'] | 'map',
  prior: Value,
  config: Value,
  mode: Mode,
): Value {
  if (config === null || config === UNKNOWN) return config;
  const one = (before: Value | undefined, configured: Value): Value =>
    isObject(configured) ? planObject(fields, isObject(before) ? before : null, configured, mode) : configured;
  if (nesting === 'single') return one(prior, config);
  if (nesting === 'map')
    return Object.fromEntries(
      Object.entries(config as ObjectValue).map(([key, item]) => [
        key,
        one((prior as ObjectValue | null)?.[key], item),
      ]),
    );
  const before = Array.isArray(prior) ? prior : [];
  return (config as Value[]).map((item, i) =>
    one(nesting === 'list' ? before[i] : counterpart(fields, before, item), item),
  );
}

function zero(type: Type): Value {
  if (typeof type !== 'string') return type[0] === 'list' || type[0] === 'set' ? [] : null;
  return { string: '', number: 0, bool: false, dynamic: null }[type];
}

/** Elements of a set have no address: the prior element is the one that agrees with all that is configured. */
function counterpart(fields: Fields, prior: Value[], config: Value): Value | undefined {
  if (!isObject(config)) return undefined;
  return prior.find(
    (candidate) =>
      isObject(candidate) &&
      Object.entries(fields).every(
        ([name, field]) =>
          (config[name] ?? null) === null || equal(fieldType(field), config[name]!, candidate[name] ?? null),
      ),
  );
}

function forcedBy(fields: Fields, prior: ObjectValue, planned: ObjectValue, path: Path): Path[] {
  return Object.entries(fields).flatMap(([name, field]): Path[] => {
    const [a, b] = [prior[name] ?? null, planned[name] ?? null];
    const here = [...path, name];
    if (equal(fieldType(field), a, b)) return [];
    if (field instanceof Attribute && field.spec.forceNew) return [here];
    const inner = insideOf(field);
    if (!inner) return [];
    if (inner.mode === 'single' && isObject(a) && isObject(b)) return forcedBy(inner.fields, a, b, here);
    // A longer, shorter or unaddressable collection is replaced as a whole if any of its parts would be.
    if (inner.mode === 'list' && Array.isArray(a) && Array.isArray(b) && a.length === b.length)
      return a.flatMap((item, i) => forcedBy(inner.fields, item as ObjectValue, b[i] as ObjectValue, [...here, i]));
    return anyForceNew(inner.fields) ? [here] : [];
  });
}

function insideOf(field: Field): { mode: string; fields: Fields } | undefined {
  return field instanceof Attribute ? field.spec.nested : field;
}

function anyForceNew(fields: Fields): boolean {
  return Object.values(fields).some((field) => {
    if (field instanceof Attribute && field.spec.forceNew) return true;
    const inner = insideOf(field);
    return inner !== undefined && anyForceNew(inner.fields);
  });
}
