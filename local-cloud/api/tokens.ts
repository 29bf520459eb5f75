import type { FastifyRequest } from 'fastify';
import { ApiError } from './errors';
import { scopesOf } from './digitalocean/scopes';
import type { State, Token } from './model';

/** Refuses a request without a token of this API, or outside the token's scopes. */
export function checkToken(state: State, api: Token['api'], request: FastifyRequest): void {
  const bearer = bearerOf(request);
  const token = state.tokens.find((one) => one.api === api && one.token === bearer);
  if (!token) throw new ApiError(401, 'Unable to authenticate you', api === 'digitalocean' ? 'unauthorized' : 10000);
  if (api !== 'digitalocean' || !token.scopes) return;
  const path = request.url.replace(/\?.*/, '').replace(/^\/v2/, '');
  const missing = scopesOf(request.method, path).filter((scope) => !token.scopes!.includes(scope));
  if (missing.length > 0) throw forbidden(missing);
}

/** A droplet is tagged as it is made by a token that may make tags, too. */
export function checkTagScope(state: State, request: FastifyRequest): void {
  const { tags } = (request.body ?? {}) as { tags?: unknown };
  if (request.method !== 'POST' || !/^\/v2\/droplets\/?(\?|$)/.test(request.url)) return;
  if (!Array.isArray(tags) || tags.length === 0) return;
  const bearer = bearerOf(request);
  const token = state.tokens.find((one) => one.api === 'digitalocean' && one.token === bearer);
  if (token?.scopes && !token.scopes.includes('tag:create')) throw forbidden(['tag:create']);
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}

function forbidden(missing: readonly string[]): ApiError {
  return new ApiError(
    403,
    `You are missing the required permission ${missing.join(', ')} to perform this action.`,
    'Forbidden',
  );
}
