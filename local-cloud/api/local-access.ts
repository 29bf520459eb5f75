import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { METADATA_ADDRESS } from '../addresses';
import { ApiError } from './errors';

/** Where this cloud is reached: on the host's loopback, and by droplets. */
const HOST = new RegExp(`^(127\\.0\\.0\\.1|localhost|\\[::1\\]|${METADATA_ADDRESS.replace(/\./g, '\\.')})(:\\d+)?$`);

/**
 * Refuses a request to the local cloud's own routes that does not come from its own programs. A page in a browser has an Origin, or,
 * when its name was made to lead here, another Host. A message to the webhook in Slack's place needs no token, as at Slack.
 */
export function checkLocalAccess(request: FastifyRequest, token: string): void {
  if (request.headers.origin !== undefined) throw new ApiError(403, 'no page of a browser may do this');
  if (!HOST.test(request.headers.host ?? '')) throw new ApiError(403, `this is not ${request.headers.host ?? ''}`);
  if (request.method === 'POST' && /^\/local\/webhook\/?(\?|$)/.test(request.url)) return;
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  if (a.length !== b.length || !timingSafeEqual(a, b))
    throw new ApiError(401, "the token of the local cloud is in its state directory, in daemon.json: root's alone");
}
