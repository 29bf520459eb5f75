import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors';
import type { State, Token } from './model';

/** Verb of a DigitalOcean scope for each method. */
const VERBS: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
};

/** Refuses a request without a token of this API, or outside the token's scopes. */
export function checkToken(state: State, api: Token['api'], request: FastifyRequest): void {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = state.tokens.find((one) => one.api === api && one.token === bearer);
  if (!token) throw new ApiError(401, 'Unable to authenticate you', api === 'digitalocean' ? 'unauthorized' : 10000);
  if (token.scopes && !token.scopes.includes(scopeOf(request)))
    throw new ApiError(403, 'You are not authorized to perform this operation', 'forbidden');
}

/** `reserved_ip:update` for POST /v2/reserved_ips/IP/actions: an action changes its resource. */
function scopeOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0]!.split('/').slice(2);
  const resource = path[0] === 'account' && path[1] === 'keys' ? 'ssh_key' : path[0]!.replace(/s$/, '');
  const verb = path.at(-1) === 'actions' && request.method === 'POST' ? 'update' : VERBS[request.method];
  return `${resource}:${verb}`;
}
