import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as ipaddr from 'ipaddr.js';
import type { TrustedSource } from '../../../managed-mysql/model';
import { assign } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { notHere, unprocessable } from '../../errors';
import type { State } from '../../model';
import { findCluster, type ClusterParams } from './find';

export interface RuleBody {
  readonly type: 'ip_addr' | 'droplet' | 'tag' | 'k8s' | 'app';
  readonly value: string;
}
export const RULES = {
  type: 'array',
  items: {
    type: 'object',
    required: ['type', 'value'],
    properties: {
      type: { enum: ['ip_addr', 'droplet', 'tag', 'k8s', 'app'] },
      value: { type: 'string', minLength: 1 },
    },
  },
};

/** The cluster's firewall; the router's packet filter enforces it. */
export function trustedSourceRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  api.get<ClusterParams>('/databases/:id/firewall', (request) => {
    const cluster = findCluster(state, request.params.id);
    return {
      rules: cluster.trustedSources.map(({ uuid, type, value, createdAt }) => ({
        ...{ uuid, type, value, cluster_uuid: cluster.id, created_at: createdAt },
      })),
    };
  });
  api.put<ClusterParams & { Body: { rules: RuleBody[] } }>(
    '/databases/:id/firewall',
    { schema: { body: { type: 'object', required: ['rules'], properties: { rules: RULES } } } },
    async (request, reply) => {
      await cloud.commit(() => {
        const cluster = findCluster(state, request.params.id);
        return assign(cluster, {
          trustedSources: trustedSourcesOf(state, cluster.trustedSources, request.body.rules),
        });
      });
      return reply.code(204).send();
    },
  );
}

/** A rule that was there stays the one that it was. */
export function trustedSourcesOf(
  state: State,
  before: readonly TrustedSource[],
  rules: readonly RuleBody[],
): TrustedSource[] {
  return rules.map(({ type, value }) => {
    if (type === 'k8s' || type === 'app') throw notHere(`trusted sources of type '${type}'`);
    if (type === 'ip_addr' && !isAddress(value)) throw unprocessable(`not an IPv4 address or range: ${value}`);
    if (type === 'tag' && !state.tags.includes(value)) throw unprocessable(`no such tag: ${value}`);
    if (type === 'droplet' && !state.droplets.some(({ id }) => String(id) === value))
      throw unprocessable(`no such droplet: ${value}`);
    const known = before.find((one) => one.type === type && one.value === value);
    return known ?? { uuid: randomUUID(), type, value, createdAt: now() };
  });
}

function isAddress(value: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(value) || ipaddr.IPv4.isValidFourPartDecimal(value);
}
