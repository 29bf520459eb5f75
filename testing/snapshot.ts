import { maskText } from './mask';
import { synthesize, type StackSource } from './synthesize';
import type { Attributes, SynthesizedStack } from './synthesized-stack';

/** Settings of each, by construct path or name. */
export type SnapshotEntries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A stack for a snapshot. Plain data: any runner can write and compare it. */
export interface StackSnapshot {
  /** By type, then by construct path. */
  readonly resources: Readonly<Record<string, SnapshotEntries>>;
  /** Data sources, by type, then by construct path. */
  readonly data: Readonly<Record<string, SnapshotEntries>>;
  /** Terraform variables by name; defaults of sensitive ones are masked. */
  readonly variables: SnapshotEntries;
  /** Terraform outputs by name. */
  readonly outputs: SnapshotEntries;
  /** Configurations of each provider by its name, in the order in which the stack has them. */
  readonly providers: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** How this package makes things, in what order and with which program: changes of it are for its own tests. */
const INTERNALS = new Set(['depends_on', 'provisioner', 'connection']);

/**
 * What a stack's owner decides: which resources there are, where, and their settings. Made to survive updates of this package:
 * nothing below the first level of an attribute, no rendered files, no programs, no versions; sorted. No secrets either.
 */
export function snapshotOf(source: StackSource): StackSnapshot {
  const stack = synthesize(source);
  const { resource, data, variable, output, provider } = stack.configuration;
  const plain = (blocks: Readonly<Record<string, Attributes>>) => mapSorted(blocks, (block) => shallow(block));
  return {
    resources: mapSorted(resource, (blocks) => byPath(stack, blocks)),
    data: mapSorted(data, (blocks) => byPath(stack, blocks)),
    variables: mapSorted(variable, (block) =>
      shallow(block.sensitive === true && block.default ? { ...block, default: '<secret>' } : block),
    ),
    outputs: plain(output),
    providers: mapSorted(provider, (blocks) => blocks.map((block) => shallow(block))),
  };
}

function byPath(stack: SynthesizedStack, blocks: Readonly<Record<string, Attributes>>): SnapshotEntries {
  const entries = Object.entries(blocks).map(([name, block]) => [stack.pathOf(name), block] as const);
  return mapSorted(Object.fromEntries(entries), (block) => shallow(block));
}

function shallow(block: Attributes): Readonly<Record<string, unknown>> {
  const decided = Object.entries(block).filter(([name]) => !INTERNALS.has(name));
  return mapSorted(Object.fromEntries(decided), (value, name) => firstLevel(name, value));
}

/** Scalars, and lists and maps of scalars; of everything deeper, how much there is. */
function firstLevel(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    return scalars(name, value) ?? `<blocks: ${value.length}>`;
  }
  if (typeof value !== 'object' || value === null) return scalar(name, value);
  return mapSorted(value as Attributes, (one, key) => {
    if (isScalar(one)) return scalar(key, one);
    return (Array.isArray(one) && scalars(key, one)) || '<block>';
  });
}

function scalars(name: string, list: readonly unknown[]): unknown[] | undefined {
  return list.every(isScalar) ? list.map((one) => scalar(name, one)) : undefined;
}

function scalar(name: string, value: unknown): unknown {
  return typeof value === 'string' ? maskText(name, value) : value;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function mapSorted<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, map(record[key]!, key)]),
  );
}
