import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bucket } from '../apis/object-storage';
import type { RunProgram } from '../run-program';
import { stateBucketOf } from './state-bucket';
import type { PlannedStack, Values } from './planned-stack';

/** An instance of a resource that the last deploy has recorded. */
export interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

export type StateReading =
  | { readonly kind: 'read'; readonly resources: readonly StateResource[] }
  /** Nothing is deployed. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface StateFile {
  readonly resources?: readonly {
    readonly mode?: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly { readonly attributes?: Values | null }[];
  }[];
}

/** The state without Terraform where that is possible, so that it works before `terraform init`. */
export async function readState(
  stack: PlannedStack,
  bucket: () => Bucket | undefined,
  run: RunProgram,
  program: string,
): Promise<StateReading> {
  const { kind } = stack.backend;
  try {
    if (kind === 'local') return await fromFile(stateFileOf(stack));
    if (kind === 's3') return await fromBucket(bucket(), stateBucketOf(stack)!.key);
    return parse(await run(program, ['state', 'pull'], stack.directory));
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
  }
}

/** Path of a local state file. */
export function stateFileOf(stack: PlannedStack): string {
  const { path } = stack.backend.values;
  return resolve(stack.directory, typeof path === 'string' ? path : 'terraform.tfstate');
}

async function fromFile(path: string): Promise<StateReading> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'none' };
    throw error;
  }
}

async function fromBucket(bucket: Bucket | undefined, key: string): Promise<StateReading> {
  if (!bucket) return { kind: 'unreadable', reason: 'no key for the bucket of the state' };
  const { status, text } = await bucket.read(key);
  if (status === 200) return parse(text);
  if (status === 404) return { kind: 'none' };
  return { kind: 'unreadable', reason: `the bucket of the state answers ${status}` };
}

/** The error must not quote the text, which holds secrets. */
function parse(text: string): StateReading {
  if (text.trim() === '') return { kind: 'none' };
  let file: StateFile;
  try {
    file = JSON.parse(text) as StateFile;
  } catch {
    return { kind: 'unreadable', reason: 'the state is not JSON (is it encrypted?)' };
  }
  const resources = (file.resources ?? [])
    .filter(({ mode }) => mode !== 'data')
    .flatMap(({ type, name, instances = [] }) =>
      instances.map(({ attributes }) => ({ type, name, values: attributes ?? {} })),
    );
  return resources.length === 0 ? { kind: 'none' } : { kind: 'read', resources };
}

/** Attribute of all resources of a type; empty while nothing is deployed. */
export function attributesOf(state: StateReading, type: string, attribute: string): ReadonlySet<string> {
  if (state.kind !== 'read') return new Set();
  return new Set(
    state.resources.filter((one) => one.type === type).map(({ values }) => String(values[attribute] ?? '')),
  );
}
