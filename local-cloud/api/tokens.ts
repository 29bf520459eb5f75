import type { FastifyRequest } from 'fastify';
import { permissionOf } from './cloudflare/permissions';
import { ApiError } from './errors';
import { alternativeScope, scopesOf } from './digitalocean/scopes';
import type { State, Token } from './model';

/** Refuses a request without a token of this API, or outside the token's scopes. */
export function checkToken(state: State, api: Token['api'], request: FastifyRequest): void {
  const token = tokenOf(state, api, request);
  if (!token) throw new ApiError(401, 'Unable to authenticate you', api === 'digitalocean' ? 'unauthorized' : 10000);
  if (!token.scopes) return;
  if (api === 'cloudflare') return checkPermission(token.scopes, request);
  const path = request.url.replace(/\?.*/, '').replace(/^\/v2/, '');
  if (token.scopes.includes(alternativeScope(request.method, path) ?? '')) return;
  const missing = scopesOf(request.method, path).filter((scope) => !token.scopes!.includes(scope));
  if (missing.length > 0) throw forbidden(missing);
}

/** A droplet is tagged as it is made by a token that may make tags, too. */
export function checkTagScope(state: State, request: FastifyRequest): void {
  const { tags } = (request.body ?? {}) as { tags?: unknown };
  if (request.method !== 'POST' || !/^\/v2\/droplets\/?(\?|$)/.test(request.url)) return;
  if (!Array.isArray(tags) || tags.length === 0) return;
  const token = tokenOf(state, 'digitalocean', request);
  if (token?.scopes && !token.scopes.includes('tag:create')) throw forbidden(['tag:create']);
}

/** The token that a request shows; undefined when the API has issued no such one. */
export function tokenOf(state: State, api: Token['api'], request: FastifyRequest): Token | undefined {
  const bearer = bearerOf(request);
  return state.tokens.find((one) => one.api === api && one.token === bearer);
}

function checkPermission(permissions: readonly string[], request: FastifyRequest): void {
  const path = request.url.replace(/\?.*/, '').replace(/^\/client\/v4/, '');
  const needed = permissionOf(request.method, path);
  if (!needed || permissions.includes(needed.write)) return;
  if (needed.needsWrite || !permissions.includes(needed.read)) throw new ApiError(403, 'Authentication error', 10000);
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

export function forbidden(missing: readonly string[]): ApiError {
  return new ApiError(
    403,
    `You are missing the required permission ${missing.join(', ')} to perform this action.`,
    'Forbidden',
  );
}
