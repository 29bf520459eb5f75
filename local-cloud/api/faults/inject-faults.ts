import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Cloud } from '../cloud';
import { pathBelow } from '../route-pattern';
import { vendorError, type VendorApi } from '../vendor-errors';
import type { Fault } from './fault';

/** Seconds to wait that a 429 names, unless the fault says otherwise. */
const RETRY_AFTER = 1;
/** What a 429 has in the place of the headers of its rate limit. */
const EXHAUSTED: Readonly<Record<VendorApi, (seconds: number) => Record<string, string | number>>> = {
  digitalocean: () => ({ 'ratelimit-remaining': 0 }),
  cloudflare: (seconds) => ({ ratelimit: `"default";r=0;t=${seconds}` }),
  acme: () => ({}),
};

/** Makes the calls of an API meet the faults that were asked for. Hooks that were added before have run by then. */
export function injectFaults(api: FastifyInstance, { faults }: Cloud, name: VendorApi): void {
  const halfDone = new WeakMap<FastifyRequest, NonNullable<Fault['halfDone']>>();
  api.addHook('onRequest', async (request, reply) => {
    const fault = faults.meet(name, request.method, pathBelow(api.prefix, request.url));
    if (fault?.halfDone) halfDone.set(request, fault.halfDone);
    if (fault?.delay) await wait(fault.delay * 1000);
    if (fault?.status) refuse(name, fault, fault.status, reply);
    if (fault?.hang || fault?.reset) reply.hijack();
    if (fault?.reset) cut(request.raw.socket);
  });
  api.addHook('onSend', async (request, reply, payload) => {
    const how = reply.statusCode < 400 ? halfDone.get(request) : undefined;
    halfDone.delete(request);
    if (how === 'lost') cut(request.raw.socket);
    if (how === 'error') throw vendorError(name, 500);
    return payload;
  });
}

function refuse(name: VendorApi, { retryAfter }: Fault, status: number, reply: FastifyReply): never {
  const seconds = retryAfter ?? RETRY_AFTER;
  if (retryAfter !== undefined || status === 429) void reply.header('retry-after', seconds);
  if (status === 429) void reply.headers(EXHAUSTED[name](seconds));
  throw vendorError(name, status);
}

/** With a reset where the transport has one: TLS and the sockets of droplets have none. */
function cut(socket: Socket): void {
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy();
  }
}
