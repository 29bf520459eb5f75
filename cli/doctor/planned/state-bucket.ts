import type { BucketPlace } from '../../apis/object-storage';
import type { PlannedStack, Values } from '../../project/planned-stack';

/** The variables that Terraform's backend reads. */
export const STATE_KEY_VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

export interface StateBucket extends Omit<BucketPlace, 'accessKeyId' | 'secretAccessKey'> {
  /** Name of the state's object. */
  readonly key: string;
  /** Terraform locks the state by an object beside it. */
  readonly locks: boolean;
}

/** Where Terraform keeps the state; undefined when that is no bucket. */
export function stateBucketOf(stack: PlannedStack): StateBucket | undefined {
  const { kind, values } = stack.backend;
  if (kind !== 's3') return undefined;
  const text = (name: string) => stack.text(values[name]) ?? '';
  const endpoints = (values.endpoints ?? {}) as Values;
  const endpoint = stack.text(endpoints.s3) ?? (text('endpoint') || `https://s3.${text('region')}.amazonaws.com`);
  return {
    endpoint: endpoint.replace(/\/$/, ''),
    region: text('region'),
    bucket: text('bucket'),
    key: text('key'),
    locks: values.use_lockfile === true || typeof values.dynamodb_table === 'string',
  };
}

/** Keys for the state's bucket from the backend's configuration or the environment. */
export function stateKeyOf(
  stack: PlannedStack,
  env: Readonly<Record<string, string | undefined>>,
): Pick<BucketPlace, 'accessKeyId' | 'secretAccessKey'> | undefined {
  const { values } = stack.backend;
  const accessKeyId = stack.text(values.access_key) ?? env[STATE_KEY_VARIABLES[0]];
  const secretAccessKey = stack.text(values.secret_key) ?? env[STATE_KEY_VARIABLES[1]];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}
