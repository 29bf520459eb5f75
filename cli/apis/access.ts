import type { PlannedStack } from '../project/planned-stack';
import type { ApiAccess } from '../reach';
import { CLOUDFLARE } from './cloudflare';
import { DIGITALOCEAN } from './digitalocean';

type Env = Readonly<Record<string, string | undefined>>;

interface Vendor {
  readonly provider: string;
  readonly url: ApiArgument;
  readonly token: ApiArgument;
  readonly endpoint: string;
}

/** An argument of the provider's configuration, and the variables that the provider reads without it. */
interface ApiArgument {
  readonly argument: string;
  readonly variables: readonly string[];
}

/** How the stack's provider reaches DigitalOcean's API: by its configuration, or by the variables that it reads without one. */
export function digitalOceanAccess(stack: PlannedStack, env: Env): ApiAccess {
  return accessOf(stack, env, {
    provider: 'digitalocean',
    url: { argument: 'api_endpoint', variables: ['DIGITALOCEAN_API_URL'] },
    token: { argument: 'token', variables: ['DIGITALOCEAN_TOKEN', 'DIGITALOCEAN_ACCESS_TOKEN'] },
    endpoint: DIGITALOCEAN,
  });
}

/** The same of Cloudflare's. */
export function cloudflareAccess(stack: PlannedStack, env: Env): ApiAccess {
  return accessOf(stack, env, {
    provider: 'cloudflare',
    url: { argument: 'base_url', variables: ['CLOUDFLARE_BASE_URL'] },
    token: { argument: 'api_token', variables: ['CLOUDFLARE_API_TOKEN'] },
    endpoint: CLOUDFLARE,
  });
}

function accessOf(stack: PlannedStack, env: Env, { provider, url, token, endpoint }: Vendor): ApiAccess {
  const configuration = stack.provider(provider) ?? {};
  const read = ({ argument, variables }: ApiArgument) =>
    configuration[argument] !== undefined
      ? stack.text(configuration[argument])
      : variables.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  return { url: (read(url) ?? endpoint).replace(/\/$/, ''), token: read(token) };
}
