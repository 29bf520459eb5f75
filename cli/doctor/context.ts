import { Resolver } from 'node:dns/promises';
import { terraformBinary } from '../../host/terraform-binary';
import { cloudflareAccess, digitalOceanAccess } from '../apis/access';
import { CloudflareApi } from '../apis/cloudflare';
import { DigitalOceanApi } from '../apis/digitalocean';
import { Bucket } from '../apis/object-storage';
import { ADDRESS_ECHO, addressFrom } from '../apis/own-address';
import type { DoctorContext } from './check';
import type { PlannedStack } from '../project/planned-stack';
import { readState, type StateReading } from './planned/state';
import { stateBucketOf, stateKeyOf } from './planned/state-bucket';
import type { RunProgram } from './run-program';

export interface DoctorOptions {
  /** @default asked of Cloudflare's public echo, when the providers are the vendors' own */
  readonly address?: string;
  /** @default false: the lock of the state's bucket is probed by a write that is deleted again */
  readonly readOnly?: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The real surroundings of the checks. */
export function contextOf(
  stack: PlannedStack,
  env: Env,
  run: RunProgram,
  { address, readOnly = false }: DoctorOptions = {},
): DoctorContext {
  const digitalOcean = digitalOceanOf(stack, env);
  const cloudflare = cloudflareOf(stack, env);
  const bucket = (place: ConstructorParameters<typeof Bucket>[0]) => new Bucket(place);
  let reading: Promise<StateReading> | undefined;
  const stateBucket = () => {
    const [place, key] = [stateBucketOf(stack), stateKeyOf(stack, env)];
    return place && key && bucket({ ...place, ...key });
  };
  const isReal = (digitalOcean?.isVendor ?? true) && (cloudflare?.isVendor ?? true);
  return {
    stack,
    env,
    run,
    readOnly,
    digitalOcean,
    cloudflare,
    bucket,
    state: () => (reading ??= readState(stack, stateBucket, run, terraformBinary(env))),
    dns: new Resolver({ timeout: 5000, tries: 2 }),
    fetch,
    nodeVersion: process.versions.node,
    ownAddress: () => {
      if (address !== undefined) return Promise.resolve(address);
      if (isReal) return addressFrom(ADDRESS_ECHO);
      return Promise.reject(new Error('the providers are stand-ins, which no public server tells about'));
    },
  };
}

function digitalOceanOf(stack: PlannedStack, env: Env): DigitalOceanApi | undefined {
  const { url, token } = digitalOceanAccess(stack, env);
  return stack.provider('digitalocean') && token !== undefined ? new DigitalOceanApi(url, token) : undefined;
}

function cloudflareOf(stack: PlannedStack, env: Env): CloudflareApi | undefined {
  const { url, token } = cloudflareAccess(stack, env);
  return stack.provider('cloudflare') && token !== undefined ? new CloudflareApi(url, token) : undefined;
}
