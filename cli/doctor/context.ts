import { Resolver } from 'node:dns/promises';
import { terraformBinary } from '../../host/terraform-binary';
import { CLOUDFLARE, CloudflareApi } from './apis/cloudflare';
import { DIGITALOCEAN, DigitalOceanApi } from './apis/digitalocean';
import { Bucket } from './apis/object-storage';
import { ADDRESS_ECHO, addressFrom } from './apis/own-address';
import type { DoctorContext } from './check';
import type { PlannedStack, Values } from './planned/planned-stack';
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

/** By the provider's configuration, or by the variables that the provider reads without one. */
function digitalOceanOf(stack: PlannedStack, env: Env): DigitalOceanApi | undefined {
  const provider = stack.provider('digitalocean');
  if (!provider) return undefined;
  const token = configured(stack, provider, 'token', env, ['DIGITALOCEAN_TOKEN', 'DIGITALOCEAN_ACCESS_TOKEN']);
  const endpoint = configured(stack, provider, 'api_endpoint', env, ['DIGITALOCEAN_API_URL']) ?? DIGITALOCEAN;
  return token === undefined ? undefined : new DigitalOceanApi(endpoint.replace(/\/$/, ''), token);
}

function cloudflareOf(stack: PlannedStack, env: Env): CloudflareApi | undefined {
  const provider = stack.provider('cloudflare');
  if (!provider) return undefined;
  const token = configured(stack, provider, 'api_token', env, ['CLOUDFLARE_API_TOKEN']);
  const endpoint = configured(stack, provider, 'base_url', env, ['CLOUDFLARE_BASE_URL']) ?? CLOUDFLARE;
  return token === undefined ? undefined : new CloudflareApi(endpoint, token);
}

function configured(
  stack: PlannedStack,
  provider: Values,
  attribute: string,
  env: Env,
  names: readonly string[],
): string | undefined {
  if (provider[attribute] !== undefined) return stack.text(provider[attribute]);
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
