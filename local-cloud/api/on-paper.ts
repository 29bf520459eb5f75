import type { FastifyInstance } from 'fastify';
import type { Cloud } from './cloud';
import { notHere } from './errors';

/** Requests that only machines can answer, and what they ask for. */
const NEED_MACHINES: readonly { readonly request: RegExp; readonly what: string }[] = [
  { request: /^\w+ \/acme(\/|$)/, what: 'certificate authority' },
  { request: /^PUT \/v2\/databases\/[^/]+\/online-migration\/?$/, what: 'online migration' },
  { request: /^GET \/v2\/uptime\/checks\/[^/]+\/state\/?$/, what: 'state of an uptime check' },
  { request: /^\w+ \/local\/(alerts|mailbox|webhook|monitoring-speed)(\/|$)/, what: 'monitoring' },
  { request: /^GET \/local\/droplets\/[^/]+\/log\/?$/, what: 'log of a droplet' },
];

/** What a request asks for that no cloud with droplets on paper has; undefined when it has it. */
export function needsMachines(method: string, path: string): string | undefined {
  return NEED_MACHINES.find(({ request }) => request.test(`${method} ${path}`))?.what;
}

/** Refuses by name what cannot be done while droplets are on paper; the API's own error handler writes it. */
export function refuseOnPaper(api: FastifyInstance, { runtime }: Cloud): void {
  if (runtime.hasMachines) return;
  api.addHook('onRequest', ({ method, url }, _reply, next) => {
    const what = needsMachines(method, url.split('?')[0]!);
    if (what) throw notHere(`${what}: its droplets are on paper (--droplets none)`);
    next();
  });
}
