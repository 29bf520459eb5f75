import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Bucket } from '../../apis/object-storage';
import type { RunProgram } from '../run-program';
import { stateBucketOf } from './state-bucket';
import type { PlannedStack, Values } from '../../project/planned-stack';

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
    const text =
      kind === 'local'
        ? await fileText(stateFileOf(stack))
        : kind === 's3'
          ? await objectText(bucket(), stateBucketOf(stack)!.key)
          : undefined;
    const file = text === undefined ? undefined : parse(text);
    // OpenTofu's encryption, or a backend that only Terraform knows.
    if (text === undefined || (file && 'encrypted_data' in file))
      return reading(parse(await run(program, ['state', 'pull'], stack.directory)));
    return reading(file);
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
  }
}

/** Path of a local state file. */
export function stateFileOf(stack: PlannedStack): string {
  const { path } = stack.backend.values;
  return resolve(stack.directory, typeof path === 'string' ? path : 'terraform.tfstate');
}

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

async function objectText(bucket: Bucket | undefined, key: string): Promise<string> {
  if (!bucket) throw new Error('no key for the bucket of the state');
  const { status, text } = await bucket.read(key);
  if (status === 404) return '';
  if (status !== 200) throw new Error(`the bucket of the state answers ${status}`);
  return text;
}

/** undefined for an empty text. The error must not quote the text, which holds secrets. */
function parse(text: string): StateFile | undefined {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as StateFile;
  } catch {
    throw new Error('the state is not JSON');
  }
}

function reading(file: StateFile | undefined): StateReading {
  const resources = (file?.resources ?? [])
    .filter(({ mode }) => mode !== 'data')
    .flatMap(({ type, name, instances = [] }) =>
      instances.map(({ attributes }) => ({ type, name, values: attributes ?? {} })),
    );
  return resources.length === 0 ? { kind: 'none' } : { kind: 'read', resources };
}

/** Attribute of all resources of a type; empty while nothing is deployed. */
export function attributesOf(state: StateReading, type: string, attribute: string): ReadonlySet<string> {
  if (state.kind !== 'read') return new Set();
  const values = state.resources.filter((one) => one.type === type).map((one) => one.values[attribute]);
  return new Set(values.filter((one) => typeof one === 'string' || typeof one === 'number').map(String));
}
