import { AttributeError } from '../framework/diagnostics';
import { block, bool, legacyId, list, number, object, set, string, type ValueOf } from '../framework/schema';
import { notEmpty, oneOf } from '../framework/validators';
import { present } from '../http';
import { isTag, resource } from './client';

/** Both directions have the same parts; only their prefix differs. */
const rule = <P extends 'source' | 'destination'>(side: P) => {
  const peers = {
    [`${side}_addresses`]: set(string()).optional(),
    [`${side}_droplet_ids`]: set(number()).optional(),
    [`${side}_load_balancer_uids`]: set(string()).optional(),
    [`${side}_kubernetes_ids`]: set(string()).optional(),
    [`${side}_tags`]: set(string()).optional(),
  };
  return {
    protocol: string()
      .required()
      .validate(oneOf('tcp', 'udp', 'icmp')),
    port_range: string().optional().validate(notEmpty),
    ...peers,
  };
};
const PEERS = ['addresses', 'droplet_ids', 'load_balancer_uids', 'kubernetes_ids', 'tags'];

const fields = {
  ...legacyId,
  name: string().required().validate(notEmpty),
  droplet_ids: set(number()).optional(),
  tags: set(string().validate(isTag)).optional(),
  inbound_rule: block.set(rule('source')),
  outbound_rule: block.set(rule('destination')),
  status: string().computed(),
  created_at: string().computed(),
  pending_changes: list(object({ droplet_id: number(), removing: bool(), status: string() })).computed(),
};

export const firewall = resource({
  sdkv2: true,
  fields,
  plan({ config }) {
    for (const direction of ['inbound_rule', 'outbound_rule'])
      for (const r of config[direction] as any[])
        if (r.protocol !== 'icmp' && r.port_range === null)
          throw new AttributeError(
            [direction],
            'Missing port range',
            '`port_range` of firewall rules is required unless protocol is `icmp`',
          );
  },
  async create({ planned, client }) {
    const { id } = (await client.post('/v2/firewalls', request(planned))).firewall;
    return attributes((await client.get(`/v2/firewalls/${id}`)).firewall);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/firewalls/${id}`);
    return found && attributes(found.firewall);
  },
  async update({ prior, planned, client }) {
    await client.put(`/v2/firewalls/${prior.id}`, request(planned));
    return attributes((await client.get(`/v2/firewalls/${prior.id}`)).firewall);
  },
  delete: ({ id }, client) => client.delete(`/v2/firewalls/${id}`),
});

function request(v: ValueOf<typeof fields>): object {
  const rules = (items: any[], side: string, api: string) =>
    items.map((r) =>
      present({
        protocol: r.protocol,
        ports: r.port_range || null,
        [api]: Object.fromEntries(PEERS.map((p) => [p, r[`${side}_${p}`]]).filter(([, members]) => members?.length)),
      }),
    );
  return {
    name: v.name,
    droplet_ids: v.droplet_ids,
    tags: v.tags ?? [],
    inbound_rules: rules(v.inbound_rule, 'source', 'sources'),
    outbound_rules: rules(v.outbound_rule, 'destination', 'destinations'),
  };
}

function attributes(f: any) {
  const rules = (items: any[], side: string, api: string) =>
    items.map((r) => ({
      protocol: r.protocol,
      port_range: r.ports === '0' ? (r.protocol === 'icmp' ? '' : 'all') : (r.ports ?? ''),
      ...Object.fromEntries(PEERS.map((p) => [`${side}_${p}`, r[api]?.[p] ?? []])),
    }));
  return {
    ...f,
    inbound_rule: rules(f.inbound_rules, 'source', 'sources'),
    outbound_rule: rules(f.outbound_rules, 'destination', 'destinations'),
  };
}
