import { createHash } from 'node:crypto';
import { AttributeError, PartlyCreated } from '../framework/diagnostics';
import { block, bool, legacyId, number, set, string } from '../framework/schema';
import { between, notEmpty, oneOf } from '../framework/validators';
import { Deadline } from '../framework/timeouts';
import { present } from '../http';
import { completed, isTag, lowerCase, resource, type Client } from './client';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
/** The real provider looks at a droplet 10 s after it has begun to wait, twice in a deletion. */
const SLEEPS = 20;
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

export const droplet = resource({
  version: 1,
  sdkv2: true,
  fields: {
    ...legacyId,
    image: string().required().forceNew().validate(notEmpty),
    name: string().required().validate(notEmpty),
    region: string().optional().computed().forceNew().stored(lowerCase).validate(notEmpty),
    size: string().required().stored(lowerCase).validate(notEmpty),
    /** The state keeps its hash only. */
    user_data: string().optional().forceNew().stored(sha1).validate(notEmpty),
    backups: bool().default(false),
    backup_policy: block.list(
      {
        plan: string().optional().validate(oneOf('daily', 'weekly')),
        weekday: string()
          .optional()
          .validate(oneOf(...DAYS)),
        hour: number().optional().validate(between(0, 20)),
      },
      { max: 1 },
    ),
    ipv6: bool().default(false),
    ipv6_address: string().optional().computed(),
    private_networking: bool().optional().computed().deprecated(),
    monitoring: bool().default(false).forceNew(),
    droplet_agent: bool().optional().forceNew(),
    graceful_shutdown: bool().default(false),
    resize_disk: bool().default(true),
    ssh_keys: set(string().validate(notEmpty)).optional().forceNew(),
    tags: set(string().validate(isTag)).optional(),
    volume_ids: set(string()).optional().computed(),
    vpc_uuid: string().optional().computed().forceNew().validate(notEmpty),
    ipv4_address: string().computed(),
    ipv4_address_private: string().computed(),
    price_hourly: number().computed(),
    price_monthly: number().computed(),
    memory: number().computed(),
    vcpus: number().computed(),
    disk: number().computed(),
    status: string().computed(),
    locked: bool().computed(),
    urn: string().computed(),
    created_at: string().computed(),
    timeouts: block.single({ create: string().optional(), update: string().optional(), delete: string().optional() }),
  },
  plan({ prior, planned, requiresReplace }) {
    if (prior?.ipv6 === true && planned.ipv6 === false) requiresReplace.add('ipv6');
  },
  async create({ planned: p, config, client }) {
    refuseBackups(p);
    const body = {
      ...present({ name: p.name, region: p.region, size: p.size }),
      image: /^\d+$/.test(p.image) ? Number(p.image) : p.image,
      ssh_keys: p.ssh_keys?.map((key) => (/^\d+$/.test(key) ? Number(key) : key)) ?? null,
      backups: p.backups,
      ipv6: p.ipv6,
      private_networking: p.private_networking ?? false,
      monitoring: p.monitoring,
      ...present({ user_data: config.user_data, volumes: p.volume_ids?.map((id) => ({ id })) }),
      tags: p.tags ?? [],
      ...present({ vpc_uuid: p.vpc_uuid, with_droplet_agent: p.droplet_agent }),
    };
    const { id } = (await client.post('/v2/droplets', body)).droplet;
    try {
      return await active(client, String(id), new Deadline(p.timeouts?.create ?? '60m'));
    } catch (error) {
      throw new PartlyCreated({ id: String(id) }, error);
    }
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/droplets/${id}`);
    return found && attributes(found.droplet);
  },
  async update({ prior, planned, client }) {
    refuseBackups(planned);
    const id = prior.id!;
    const deadline = new Deadline(planned.timeouts?.update ?? '60m');
    if (planned.size !== prior.size) {
      await act(client, deadline, id, { type: 'power_off' });
      await act(client, deadline, id, { type: 'resize', size: planned.size, disk: planned.resize_disk });
      await act(client, deadline, id, { type: 'power_on' });
    }
    if (planned.name !== prior.name) await act(client, deadline, id, { name: planned.name, type: 'rename' });
    if (planned.ipv6 && !prior.ipv6) await act(client, deadline, id, { type: 'enable_ipv6' });
    await moveVolumes(client, deadline, id, prior.volume_ids ?? [], planned.volume_ids ?? []);
    const [before, after] = [prior.tags ?? [], planned.tags ?? []];
    const resources = [{ resource_id: id, resource_type: 'droplet' }];
    for (const tag of before.filter((one) => !after.includes(one)))
      await client.request('DELETE', `/v2/tags/${tag}/resources`, { resources });
    for (const tag of after.filter((one) => !before.includes(one))) {
      await client.post('/v2/tags', { name: tag });
      await client.post(`/v2/tags/${tag}/resources`, { resources });
    }
    return active(client, id, deadline);
  },
  async delete({ id, graceful_shutdown, timeouts }, client) {
    const deadline = new Deadline(timeouts?.delete ?? '60s', SLEEPS);
    const found = (await client.find(`/v2/droplets/${id}`))?.droplet;
    if (!found) return;
    if (graceful_shutdown && found.status === 'active') await act(client, deadline, id!, { type: 'shutdown' });
    await moveVolumes(client, deadline, id!, found.volume_ids, []);
    await client.delete(`/v2/droplets/${id}`);
    await deadline.until(
      async () => ((await client.find(`/v2/droplets/${id}`)) ? undefined : true),
      `droplet ${id} to go`,
    );
  },
});

function refuseBackups({ backups, backup_policy }: { backups: boolean; backup_policy: unknown[] }): void {
  if (backups || backup_policy.length > 0)
    throw new AttributeError(['backups'], 'Not on the local cloud', 'The local cloud has no backups.');
}

async function moveVolumes(
  client: Client,
  deadline: Deadline,
  id: string,
  before: string[],
  after: string[],
): Promise<void> {
  const move = async (volume: string, type: 'attach' | 'detach') => {
    const { action } = await client.post(`/v2/volumes/${volume}/actions`, { droplet_id: Number(id), type });
    await completed(client, action, undefined, deadline);
  };
  for (const volume of before.filter((one) => !after.includes(one))) await move(volume, 'detach');
  for (const volume of after.filter((one) => !before.includes(one))) await move(volume, 'attach');
}

async function act(client: Client, deadline: Deadline, id: string, body: object): Promise<void> {
  const { action } = await client.post(`/v2/droplets/${id}/actions`, body);
  await completed(client, action, undefined, deadline);
}

function active(client: Client, id: string, deadline: Deadline) {
  return deadline.until(async () => {
    const { droplet: d } = await client.get(`/v2/droplets/${id}`);
    return d.status === 'active' && !d.locked ? attributes(d) : undefined;
  }, `droplet ${id} to become active`);
}

function attributes(d: any) {
  const address = (type: string) => d.networks.v4.find((n: any) => n.type === type)?.ip_address ?? '';
  return {
    id: String(d.id),
    name: d.name,
    region: d.region.slug,
    size: d.size.slug,
    price_hourly: d.size.price_hourly,
    price_monthly: d.size.price_monthly,
    memory: d.memory,
    vcpus: d.vcpus,
    disk: d.disk,
    status: d.status,
    locked: d.locked,
    created_at: d.created_at,
    vpc_uuid: d.vpc_uuid,
    tags: d.tags,
    volume_ids: d.volume_ids,
    backups: d.features.includes('backups'),
    ipv6: d.features.includes('ipv6'),
    monitoring: d.features.includes('monitoring'),
    private_networking: d.features.includes('private_networking'),
    ipv4_address: address('public'),
    ipv4_address_private: address('private'),
    ipv6_address: d.networks.v6[0]?.ip_address ?? '',
    urn: `do:droplet:${d.id}`,
  };
}
