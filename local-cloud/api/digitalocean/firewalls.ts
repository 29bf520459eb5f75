import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { add, assign, remove } from '../change';
import { now } from '../clock';
import type { Cloud } from '../cloud';
import { ApiError, required, unprocessable } from '../errors';
import type { Droplet, Firewall, FirewallRuleBody, RulePeers } from '../model';
import { ruleProblem } from './firewall-rules';
import { page } from './pages';

type Params = { Params: { id: string } };
const STRINGS = { type: ['array', 'null'], items: { type: 'string' } };
const PEERS = {
  type: 'object',
  properties: {
    addresses: STRINGS,
    tags: STRINGS,
    droplet_ids: { type: ['array', 'null'], items: { type: 'integer' } },
    load_balancer_uids: STRINGS,
    kubernetes_ids: STRINGS,
  },
};
const rule = (side: 'sources' | 'destinations') => ({
  type: 'object',
  required: ['protocol', side],
  properties: {
    protocol: { enum: ['tcp', 'udp', 'icmp'] },
    ports: { type: 'string' },
    [side]: PEERS,
  },
});
const BODY = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9.-]+$' },
    inbound_rules: { type: ['array', 'null'], items: rule('sources') },
    outbound_rules: { type: ['array', 'null'], items: rule('destinations') },
    droplet_ids: { type: ['array', 'null'], items: { type: 'integer' } },
    tags: STRINGS,
  },
};

/** Of a firewall, what has routes of its own -> their bodies. */
const PARTS = {
  droplets: {
    type: 'object',
    required: ['droplet_ids'],
    properties: { droplet_ids: { type: 'array', items: { type: 'integer' } } },
  },
  tags: { type: 'object', required: ['tags'], properties: { tags: { type: 'array', items: { type: 'string' } } } },
  rules: {
    type: 'object',
    anyOf: [{ required: ['inbound_rules'] }, { required: ['outbound_rules'] }],
    properties: {
      inbound_rules: BODY.properties.inbound_rules,
      outbound_rules: BODY.properties.outbound_rules,
    },
  },
};

interface Body {
  readonly name: string;
  readonly inbound_rules?: FirewallRuleBody[] | null;
  readonly outbound_rules?: FirewallRuleBody[] | null;
  readonly droplet_ids?: number[] | null;
  readonly tags?: string[] | null;
}

export function firewallRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => required(state.firewalls.find((firewall) => firewall.id === id));
  const refuseName = (id: string, name: string) => {
    if (state.firewalls.some((one) => one.name === name && one.id !== id))
      throw new ApiError(409, 'duplicate name', 'conflict');
  };

  api.get('/firewalls', (request) =>
    page(
      request,
      'firewalls',
      state.firewalls.map((one) => firewallBody(cloud, one)),
    ),
  );

  api.post<{ Body: Body }>('/firewalls', { schema: { body: BODY } }, async (request, reply) => {
    let firewall: Firewall | undefined;
    await cloud.commit(() => {
      firewall = { id: randomUUID(), createdAt: now(), ...fieldsOf(cloud, request.body) };
      refuseName(firewall.id, firewall.name);
      return add(state.firewalls, firewall);
    });
    return reply.code(202).send({ firewall: firewallBody(cloud, firewall!) });
  });

  api.get<Params>('/firewalls/:id', (request) => ({ firewall: firewallBody(cloud, find(request.params.id)) }));

  api.put<Params & { Body: Body }>('/firewalls/:id', { schema: { body: BODY } }, async (request) => {
    let firewall: Firewall | undefined;
    await cloud.commit(() => {
      firewall = find(request.params.id);
      const fields = fieldsOf(cloud, request.body);
      refuseName(firewall.id, fields.name);
      return assign(firewall, fields);
    });
    return { firewall: firewallBody(cloud, firewall!) };
  });

  // What it covers and lets through, in part: added by POST, taken away by DELETE.
  for (const [part, schema] of Object.entries(PARTS)) {
    for (const method of ['POST', 'DELETE'] as const) {
      api.route<Params & { Body: Partial<Body> }>({
        method,
        url: `/firewalls/:id/${part}`,
        schema: { body: schema },
        handler: async (request, reply) => {
          await cloud.commit(() => {
            const firewall = find(request.params.id);
            return assign(firewall, fieldsOf(cloud, changed(firewall, request.body, method === 'POST')));
          });
          return reply.code(204).send();
        },
      });
    }
  }

  api.delete<Params>('/firewalls/:id', async (request, reply) => {
    await cloud.commit(() => remove(state.firewalls, find(request.params.id)));
    return reply.code(204).send();
  });
}

/** The firewall with what a request adds, or without what it takes away. */
function changed(firewall: Firewall, part: Partial<Body>, add: boolean): Body {
  const merge = <T>(there: readonly T[], these: readonly T[] | null | undefined): T[] => {
    const others = there.filter((one) => !(these ?? []).some((other) => isDeepStrictEqual(one, other)));
    return add ? [...others, ...(these ?? [])] : others;
  };
  return {
    name: firewall.name,
    inbound_rules: merge(firewall.inbound, part.inbound_rules),
    outbound_rules: merge(firewall.outbound, part.outbound_rules),
    droplet_ids: merge(firewall.dropletIds, part.droplet_ids),
    tags: merge(firewall.tags, part.tags),
  };
}

/** Of one droplet, by its id or one of its tags. */
export function firewallsOf(cloud: Cloud, { id, tags }: Droplet) {
  return cloud.state.firewalls
    .filter((one) => one.dropletIds.includes(id) || one.tags.some((tag) => tags.includes(tag)))
    .map((one) => firewallBody(cloud, one));
}

function fieldsOf({ state }: Cloud, body: Body) {
  const rules = [...(body.inbound_rules ?? []), ...(body.outbound_rules ?? [])];
  if (rules.length === 0) throw unprocessable('must have at least one rule');
  const peers: readonly (RulePeers | undefined)[] = rules.map((one) => one.sources ?? one.destinations);
  if (peers.some((one) => (one?.load_balancer_uids ?? []).length > 0 || (one?.kubernetes_ids ?? []).length > 0)) {
    throw new ApiError(
      501,
      'the local cloud has no load balancers or Kubernetes clusters for a firewall rule to name',
      'not_implemented',
    );
  }
  const unknown = [...(body.tags ?? []), ...peers.flatMap((one) => one?.tags ?? [])].filter(
    (tag) => !state.tags.includes(tag),
  );
  if (unknown.length > 0) throw unprocessable(`no such tags: ${[...new Set(unknown)].join(', ')}`);
  for (const one of rules) {
    const problem = ruleProblem(one);
    if (problem) throw unprocessable(problem);
  }
  return {
    name: body.name,
    inbound: body.inbound_rules ?? [],
    outbound: body.outbound_rules ?? [],
    dropletIds: body.droplet_ids ?? [],
    tags: body.tags ?? [],
  };
}

function firewallBody(cloud: Cloud, firewall: Firewall) {
  return {
    id: firewall.id,
    name: firewall.name,
    status: cloud.whyNotApplied(firewall.id) === undefined ? 'succeeded' : 'failed',
    created_at: firewall.createdAt,
    pending_changes: [],
    inbound_rules: firewall.inbound.map(ruleBody),
    outbound_rules: firewall.outbound.map(ruleBody),
    droplet_ids: firewall.dropletIds,
    tags: firewall.tags,
  };
}

/** All ports are "0" on the way out, whatever they were on the way in; the provider knows. */
function ruleBody(one: FirewallRuleBody): FirewallRuleBody {
  return { ...one, ports: one.ports === undefined || one.ports === 'all' || one.ports === '' ? '0' : one.ports };
}
