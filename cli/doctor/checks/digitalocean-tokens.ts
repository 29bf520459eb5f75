import { ApiRefusal } from '../../apis/api-requests';
import type { DigitalOceanApi } from '../../apis/digitalocean';
import type { Check } from '../check';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { deployScopes, PROBES } from '../scopes';

const SOON_DAYS = 14;
const CONTROL_PANEL = 'https://cloud.digitalocean.com/account/api/tokens';

export const digitalOceanToken: Check = {
  id: 'digitalocean-token',
  title: "the token of the DigitalOcean provider and its scopes, by the stack's resources",
  async run({ stack, digitalOcean }) {
    if (!stack.provider('digitalocean')) return [skipped('the stack has no DigitalOcean provider')];
    if (!digitalOcean) return [skipped('no token for the DigitalOcean provider', 'see the check of the variables')];
    const { scopes, unknown } = deployScopes(stack);
    const findings = await examine('the deploy token', digitalOcean, scopes);
    const others = unknown.map((type) => skipped(`the scopes for ${type} are not known here`));
    const aliases = stack
      .aliases('digitalocean')
      .map((alias) => skipped(`the provider alias '${alias}' is not examined`));
    return [...findings, ...others, ...aliases];
  },
};

export const nodeTokens: Check = {
  id: 'node-tokens',
  title: 'DigitalOcean tokens that nodes get, and their scopes',
  async run({ stack, digitalOcean }) {
    const findings = await Promise.all(
      stack.preflight('digitalocean-token').map(async ({ use, token: reference, scopes }) => {
        const token = stack.text(reference);
        if (token === undefined) return [skipped(`the ${use} token is not known before the deploy`)];
        if (!digitalOcean) return [skipped(`the ${use} token: the stack has no working DigitalOcean provider`)];
        return examine(`the ${use} token`, digitalOcean.withToken(token), scopes, true);
      }),
    );
    return findings.flat();
  },
};

/** `least`: the token lies on nodes, so that what it has beyond `needed` is a risk. */
async function examine(
  name: string,
  api: DigitalOceanApi,
  needed: readonly string[],
  least = false,
): Promise<Finding[]> {
  const info = await api.tokenInfo();
  if (!info) return probe(name, api, needed);
  const findings: Finding[] = [];
  // Some read of its own: what is told about a token says nothing about the API.
  const refusal = await refusalOf(api, PROBES[needed.find((scope) => scope in PROBES) ?? 'account:read']!);
  if (refusal?.status === 401) return [invalid(name)];
  const missing = missingScopes(info.scopes, needed);
  if (missing.length > 0)
    findings.push(
      failure(`${name} lacks ${missing.join(' ')}`, `make a token with all of: ${needed.join(' ')} (${CONTROL_PANEL})`),
    );
  else findings.push(ok(`${name} has the ${needed.length} scopes that it needs`));
  const more = least ? info.scopes.filter((scope) => !needed.includes(scope)) : [];
  if (more.length > 0)
    findings.push(
      warning(
        `${name} has more than it needs: ${more.join(' ')}`,
        'whoever breaks into a load balancer has it too: make one with these scopes alone: ' + needed.join(' '),
      ),
    );
  const seconds = info.expires_in_seconds;
  if (typeof seconds === 'number' && seconds < SOON_DAYS * 86_400)
    findings.push(warning(`${name} expires in ${Math.floor(seconds / 86_400)} days`, 'make a new one'));
  return findings;
}

function missingScopes(scopes: readonly string[], needed: readonly string[]): readonly string[] {
  if (scopes.includes('write')) return [];
  return needed.filter((scope) => !scopes.includes(scope) && !(scopes.includes('read') && scope.endsWith(':read')));
}

/** The API does not tell: each scope to read shows by a read; others would show only by a change. */
async function probe(name: string, api: DigitalOceanApi, needed: readonly string[]): Promise<Finding[]> {
  const probed = needed.filter((scope) => scope in PROBES);
  const refusals = await Promise.all(
    probed.map(async (scope) => [scope, await refusalOf(api, PROBES[scope]!)] as const),
  );
  if (refusals.some(([, refusal]) => refusal?.status === 401)) return [invalid(name)];
  const missing = refusals.filter(([, refusal]) => refusal?.status === 403).map(([scope]) => scope);
  const rest = needed.filter((scope) => !(scope in PROBES));
  return [
    missing.length > 0
      ? failure(
          `${name} lacks ${missing.join(' ')}`,
          `make a token with all of: ${needed.join(' ')} (${CONTROL_PANEL})`,
        )
      : ok(`${name} reads everything that it needs to`),
    ...(rest.length > 0
      ? [skipped(`${name}: only a change would show ${rest.join(' ')}`, `compare them at ${CONTROL_PANEL}`)]
      : []),
  ];
}

function invalid(name: string): Finding {
  return failure(`${name} is not valid: DigitalOcean refuses it`, `make a new one (${CONTROL_PANEL})`);
}

async function refusalOf(api: DigitalOceanApi, path: string): Promise<ApiRefusal | undefined> {
  try {
    await api.get(path);
    return undefined;
  } catch (error) {
    if (error instanceof ApiRefusal) return error;
    throw error;
  }
}
