import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import { ok } from './respond';
import { findZone, type ZoneParams } from './zones';

const some = { type: 'array', minItems: 1, maxItems: 100 };
const named = { ...some, items: { type: 'string', minLength: 1 } };
const PURGE = {
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
  properties: {
    purge_everything: { const: true },
    files: {
      ...some,
      items: {
        anyOf: [
          { type: 'string' },
          { type: 'object', required: ['url'], properties: { url: { type: 'string' }, headers: { type: 'object' } } },
        ],
      },
    },
    hosts: named,
    prefixes: named,
    tags: named,
  },
};

interface PurgeBody {
  readonly files?: readonly (string | { readonly url: string })[];
  readonly hosts?: readonly string[];
  readonly prefixes?: readonly string[];
}

/** A purge is answered at once: the edge keeps nothing that it could forget. */
export function cacheRoutes(api: FastifyInstance, cloud: Cloud): void {
  api.post<ZoneParams & { Body: PurgeBody }>('/zones/:zone/purge_cache', { schema: { body: PURGE } }, (request) => {
    const { id, name } = findZone(cloud, request.params.zone);
    const stranger = hostsIn(request.body).find((host) => host !== name && !host.endsWith(`.${name}`));
    if (stranger !== undefined) throw new ApiError(400, `'${stranger}' is not in the zone ${name}`);
    return ok({ id });
  });
}

function hostsIn({ files = [], hosts = [], prefixes = [] }: PurgeBody): string[] {
  const urls = files.map((file) => (typeof file === 'string' ? file : file.url));
  return [
    ...urls.map((url) => (URL.canParse(url) ? new URL(url).hostname : url)),
    ...hosts,
    ...prefixes.map((prefix) => prefix.split('/')[0]!),
  ];
}
