import type { Fault } from '../../local-cloud/api/faults/fault';
import type { FaultClass, Struck } from './fault-class';

type Effect = Omit<Fault, 'api' | 'path' | 'seconds' | 'share' | 'seed'>;

/** A share of the calls of one vendor's API. The fault ends by itself as well. */
const api = (
  name: string,
  title: string,
  vendor: Fault['api'],
  effect: (struck: Struck) => Effect,
  parameters: FaultClass['parameters'] = {},
): FaultClass => ({
  name,
  family: 'apis',
  title,
  targets: ['site'],
  seconds: [20, 60],
  parameters: { percent: [30, 100], ...parameters },
  serves: 5,
  strike: ({ site }, struck) =>
    site.addApiFault({
      api: vendor,
      path: '*',
      ...effect(struck),
      share: struck.parameters.percent! / 100,
      seed: struck.number,
      seconds: struck.seconds,
    }),
  heal: ({ site }) => site.clearApiFaults(),
});

export const apiFaults: readonly FaultClass[] = [
  api('api-too-many', 'DigitalOcean’s API answers 429', 'digitalocean', () => ({ status: 429 })),
  api('api-500', 'DigitalOcean’s API answers 500', 'digitalocean', () => ({ status: 500 })),
  api('api-502', 'DigitalOcean’s API answers 502', 'digitalocean', () => ({ status: 502 })),
  api('api-pending', 'DigitalOcean’s API answers 422, as with a pending event', 'digitalocean', () => ({
    status: 422,
  })),
  api('api-revoked', 'DigitalOcean’s API answers 401, as to a token that was revoked', 'digitalocean', () => ({
    status: 401,
  })),
  api('api-slow', 'DigitalOcean’s API is slow', 'digitalocean', ({ parameters }) => ({ delay: parameters.delay! }), {
    delay: [2, 15],
  }),
  api('api-hangs', 'DigitalOcean’s API does not answer', 'digitalocean', () => ({ hang: true })),
  api('api-resets', 'connections to DigitalOcean’s API are reset', 'digitalocean', () => ({ reset: true })),
  api('api-half-done', 'DigitalOcean’s API does what it should and answers 500', 'digitalocean', () => ({
    halfDone: 'error',
  })),
  api('edge-api-502', 'Cloudflare’s API answers 502', 'cloudflare', () => ({ status: 502 })),
  api('edge-api-resets', 'connections to Cloudflare’s API are reset', 'cloudflare', () => ({ reset: true })),
];
