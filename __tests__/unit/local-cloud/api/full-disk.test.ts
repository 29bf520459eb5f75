import { isDeepStrictEqual } from 'node:util';
import { createAuthority } from '../../../../local-cloud/authority';
import { TestCloud } from './cloud';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtL7oLG5HkNTxoNFBZUVQ7hbiI0xnDLOm1BJxTlnVGx a';
const OTHER_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFbrNRpTFN8uYV4TjtRzqqe5KjQHZUhwcWpgZvVOmbbb b';
const DROPLET = { name: 'web-2', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64', tags: ['new'] };
const POLICY = {
  ...{ type: 'v1/insights/droplet/cpu', description: 'busy', compare: 'GreaterThan', value: 90, window: '5m' },
  ...{ entities: [], tags: [], alerts: { email: ['a@example.com'], slack: [] }, enabled: true },
};
const CHECK = { name: 'site', target: 'https://www.foobar.com', type: 'https', regions: null, enabled: true };
const ALERT = { name: 'down', type: 'down', period: '2m', notifications: { email: ['a@example.com'], slack: [] } };
const CLUSTER = { name: 'shop', engine: 'mysql', version: '8', size: 'db-s-1vcpu-2gb', region: 'fra1', num_nodes: 2 };
const RULE = { protocol: 'tcp', ports: '80', sources: { addresses: ['0.0.0.0/0'] } };
const FIREWALL = { name: 'web', inbound_rules: [RULE, { ...RULE, ports: '443' }], tags: ['web'] };
const OUT = { protocol: 'udp', ports: '53', destinations: { addresses: ['0.0.0.0/0'] } };
const RECORD = { type: 'A', name: 'www.foobar.com', content: '192.0.2.1', ttl: 60, proxied: false };
const MX = { type: 'MX', data: 'mail.example.com.', priority: 10 };
const PROJECT = { name: 'shop', purpose: 'Web Application' };
const SOURCE = { source: { host: 'db.example.com', port: 3306, username: 'u', password: 'p' } };

let cloud: TestCloud;
/** Ids of what there is, by the names that paths below have for them. */
let ids: Readonly<Record<string, string>>;

async function make(url: string, body: object): Promise<any> {
  const { status, body: answer } = await cloud.ask('POST', url, body);
  if (status >= 300) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  await cloud.cloud.idle();
  return answer;
}

beforeAll(async () => {
  cloud = await TestCloud.start();
  for (const name of ['web', 'api']) await make('/v2/tags', { name });
  await cloud.newDroplet({ name: 'old', tags: ['old'] });
  const [droplet, off] = [await cloud.newDroplet({ tags: ['web'] }), await cloud.newDroplet({ name: 'off' })];
  await make(`/v2/droplets/${off}/actions`, { type: 'power_off' });
  const free = (await make('/v2/volumes', { name: 'free', region: 'fra1', size_gigabytes: 1 })).volume.id;
  const spare = (await make('/v2/volumes', { name: 'spare', region: 'fra1', size_gigabytes: 1 })).volume.id;
  for (const name of ['named', 'gone']) await make('/v2/volumes', { name, region: 'fra1', size_gigabytes: 1 });
  const held = (await make('/v2/volumes', { name: 'held', region: 'fra1', size_gigabytes: 1 })).volume.id;
  await make(`/v2/volumes/${held}/actions`, { type: 'attach', droplet_id: droplet });
  const check = (await make('/v2/uptime/checks', CHECK)).check.id;
  const database = (await make('/v2/databases', CLUSTER)).database.id;
  for (const name of ['copy', 'gone']) await make(`/v2/databases/${database}/replicas`, { name });
  await make(`/v2/databases/${database}/users`, { name: 'app' });
  await make(`/v2/databases/${database}/dbs`, { name: 'app' });
  const { certificate: leaf, key } = await createAuthority('CN=example.com');
  const uploaded = { name: 'gone', leaf_certificate: leaf, private_key: key };
  const project = (await make('/v2/projects', PROJECT)).project.id;
  const other = (await make('/v2/projects', { ...PROJECT, name: 'other' })).project.id;
  await make(`/v2/projects/${project}/resources`, { resources: [`do:volume:${held}`] });
  const zone = cloud.cloud.state.zones[0]!.id;
  for (const name of ['example.com', 'gone.example.com']) await make('/v2/domains', { name });
  ids = {
    ...{ droplet: String(droplet), off: String(off), free, spare, held, check, database, zone, project, other },
    key: String((await make('/v2/account/keys', { name: 'a', public_key: KEY })).ssh_key.id),
    vpc: (await make('/v2/vpcs', { name: 'own', region: 'fra1' })).vpc.id,
    ip: (await make('/v2/reserved_ips', { region: 'fra1' })).reserved_ip.ip,
    firewall: (await make('/v2/firewalls', { ...FIREWALL, droplet_ids: [droplet] })).firewall.id,
    policy: (await make('/v2/monitoring/alerts', POLICY)).policy.uuid,
    alert: (await make(`/v2/uptime/checks/${check}/alerts`, ALERT)).alert.id,
    cert: (await make('/v2/certificates', uploaded)).certificate.id,
    mx: String((await make('/v2/domains/example.com/records', MX)).domain_record.id),
    record: (await make(`/client/v4/zones/${zone}/dns_records`, RECORD)).result.id,
  };
});
afterAll(() => cloud.stop());

type Asked = readonly [method: Method, path: string, body?: object];
/** Paths have names of `ids`, in capitals. In an order in which each finds what it needs. */
const REQUESTS: readonly Asked[] = [
  ['POST', '/v2/tags', { name: 'other' }],
  ['DELETE', '/v2/tags/web'],
  ['POST', '/v2/tags/web/resources', { resources: [{ resource_id: 'OFF', resource_type: 'droplet' }] }],
  ['DELETE', '/v2/tags/web/resources', { resources: [{ resource_id: 'DROPLET', resource_type: 'droplet' }] }],
  ['POST', '/v2/account/keys', { name: 'b', public_key: OTHER_KEY }],
  ['PUT', '/v2/account/keys/KEY', { name: 'c' }],
  ['DELETE', '/v2/account/keys/KEY'],
  ['POST', '/v2/vpcs', { name: 'other', region: 'fra1' }],
  ['PUT', '/v2/vpcs/VPC', { name: 'renamed' }],
  ['PATCH', '/v2/vpcs/VPC', { description: 'changed' }],
  ['DELETE', '/v2/vpcs/VPC'],
  ['POST', '/v2/droplets', DROPLET],
  ['POST', '/v2/droplets', { ...DROPLET, name: undefined, names: ['web-3', 'web-4'] }],
  ['DELETE', '/v2/droplets/DROPLET'],
  ['DELETE', '/v2/droplets?tag_name=old'],
  ['POST', '/v2/droplets/actions?tag_name=web', { type: 'power_off' }],
  ['POST', '/v2/droplets/DROPLET/actions', { type: 'power_off' }],
  ['POST', '/v2/droplets/OFF/actions', { type: 'resize', size: 's-2vcpu-4gb' }],
  ['POST', '/v2/volumes', { name: 'other', region: 'fra1', size_gigabytes: 1, tags: ['new'] }],
  ['DELETE', '/v2/volumes/SPARE'],
  ['DELETE', '/v2/volumes?name=gone&region=fra1'],
  ['POST', '/v2/volumes/actions', { type: 'attach', volume_name: 'named', region: 'fra1', droplet_id: 'DROPLET' }],
  ['POST', '/v2/volumes/FREE/actions', { type: 'attach', droplet_id: 'DROPLET' }],
  ['POST', '/v2/volumes/HELD/actions', { type: 'detach' }],
  ['POST', '/v2/volumes/FREE/actions', { type: 'resize', size_gigabytes: 2 }],
  ['POST', '/v2/reserved_ips', { region: 'fra1' }],
  ['POST', '/v2/reserved_ips/IP/actions', { type: 'assign', droplet_id: 'DROPLET' }],
  ['DELETE', '/v2/reserved_ips/IP'],
  ['POST', '/v2/firewalls', { name: 'other', inbound_rules: [RULE] }],
  ['PUT', '/v2/firewalls/FIREWALL', { ...FIREWALL, name: 'renamed', droplet_ids: ['DROPLET'] }],
  ['POST', '/v2/firewalls/FIREWALL/droplets', { droplet_ids: ['OFF'] }],
  ['DELETE', '/v2/firewalls/FIREWALL/droplets', { droplet_ids: ['DROPLET'] }],
  ['POST', '/v2/firewalls/FIREWALL/tags', { tags: ['api'] }],
  ['DELETE', '/v2/firewalls/FIREWALL/tags', { tags: ['web'] }],
  ['POST', '/v2/firewalls/FIREWALL/rules', { outbound_rules: [OUT] }],
  ['DELETE', '/v2/firewalls/FIREWALL/rules', { inbound_rules: [RULE] }],
  ['DELETE', '/v2/firewalls/FIREWALL'],
  ['POST', '/v2/monitoring/alerts', POLICY],
  ['PUT', '/v2/monitoring/alerts/POLICY', { ...POLICY, value: 80 }],
  ['DELETE', '/v2/monitoring/alerts/POLICY'],
  ['POST', '/v2/uptime/checks', CHECK],
  ['PUT', '/v2/uptime/checks/CHECK', { ...CHECK, name: 'renamed' }],
  ['DELETE', '/v2/uptime/checks/CHECK'],
  ['POST', '/v2/uptime/checks/CHECK/alerts', ALERT],
  ['PUT', '/v2/uptime/checks/CHECK/alerts/ALERT', { ...ALERT, name: 'renamed' }],
  ['DELETE', '/v2/uptime/checks/CHECK/alerts/ALERT'],
  ['POST', '/v2/databases', { ...CLUSTER, name: 'other', tags: ['new'] }],
  ['DELETE', '/v2/databases/DATABASE'],
  ['PUT', '/v2/databases/DATABASE/maintenance', { day: 'monday', hour: '04:00' }],
  ['PUT', '/v2/databases/DATABASE/resize', { size: 'db-s-2vcpu-4gb', num_nodes: 3 }],
  ['PUT', '/v2/databases/DATABASE/firewall', { rules: [{ type: 'tag', value: 'web' }] }],
  ['PATCH', '/v2/databases/DATABASE/config', { config: { wait_timeout: 900 } }],
  ['PUT', '/v2/databases/DATABASE/sql_mode', { sql_mode: 'ANSI' }],
  ['POST', '/v2/databases/DATABASE/users', { name: 'other' }],
  ['DELETE', '/v2/databases/DATABASE/users/app'],
  ['POST', '/v2/databases/DATABASE/users/app/reset_auth', {}],
  ['POST', '/v2/databases/DATABASE/dbs', { name: 'other' }],
  ['DELETE', '/v2/databases/DATABASE/dbs/app'],
  ['POST', '/v2/databases/DATABASE/replicas', { name: 'second' }],
  ['DELETE', '/v2/databases/DATABASE/replicas/gone'],
  ['PUT', '/v2/databases/DATABASE/replicas/copy/promote', {}],
  ['PUT', '/v2/databases/DATABASE/online-migration', SOURCE],
  ['POST', '/v2/domains', { name: 'example.org', ip_address: '192.0.2.1' }],
  ['DELETE', '/v2/domains/gone.example.com'],
  ['POST', '/v2/domains/example.com/records', { type: 'A', name: 'www', data: '192.0.2.1' }],
  ['PUT', '/v2/domains/example.com/records/MX', { priority: 20 }],
  ['PATCH', '/v2/domains/example.com/records/MX', { ttl: 60 }],
  ['DELETE', '/v2/domains/example.com/records/MX'],
  ['POST', '/v2/projects', { ...PROJECT, name: 'third' }],
  ['PUT', '/v2/projects/PROJECT', { ...PROJECT, description: '', environment: 'Staging', is_default: false }],
  ['PATCH', '/v2/projects/PROJECT', { description: 'changed' }],
  ['POST', '/v2/projects/PROJECT/resources', { resources: ['do:volume:FREE', 'do:domain:example.com'] }],
  ['PUT', '/v2/projects/default', { ...PROJECT, name: 'd', description: '', environment: '', is_default: true }],
  ['PATCH', '/v2/projects/default', { description: 'changed' }],
  ['POST', '/v2/projects/default/resources', { resources: ['do:volume:HELD'] }],
  ['PATCH', '/v2/projects/PROJECT', { is_default: true }],
  ['DELETE', '/v2/projects/OTHER'],
  ['DELETE', '/v2/certificates/CERT'],
  ['POST', '/client/v4/zones', { name: 'other.com' }],
  ['PATCH', '/client/v4/zones/ZONE', { paused: true }],
  ['DELETE', '/client/v4/zones/ZONE'],
  ['PATCH', '/client/v4/zones/ZONE/settings/ssl', { value: 'strict' }],
  ['POST', '/client/v4/zones/ZONE/dns_records', { ...RECORD, name: 'a.foobar.com' }],
  ['POST', '/client/v4/zones/ZONE/dns_records/batch', { posts: [{ ...RECORD, name: 'b.foobar.com' }] }],
  ['PATCH', '/client/v4/zones/ZONE/settings', { items: [{ id: 'brotli', value: 'off' }] }],
  ['PUT', '/client/v4/zones/ZONE/dns_records/RECORD', { ...RECORD, content: '192.0.2.2' }],
  ['PATCH', '/client/v4/zones/ZONE/dns_records/RECORD', { ttl: 120 }],
  ['DELETE', '/client/v4/zones/ZONE/dns_records/RECORD'],
  ['PUT', '/client/v4/zones/ZONE/origin_tls_client_auth/settings', { enabled: true }],
  ['POST', '/local/monitoring-speed/30'],
];

/** Names of `ids` in capitals, by what they stand for; droplets have numbers. */
function filled<T>(value: T): T {
  const known = new RegExp(`"?\\b(${Object.keys(ids).join('|').toUpperCase()})\\b"?`, 'g');
  const text = JSON.stringify(value).replace(known, (found, name: string) => {
    const id = ids[name.toLowerCase()]!;
    return found.startsWith('"') && /droplet_id/.test(JSON.stringify(value)) ? id : found.replace(name, id);
  });
  return JSON.parse(text) as T;
}

/** Whole resources go last, and what holds others after them. */
function order([method, path]: Asked): number {
  return method === 'DELETE' ? 100 - path.split('/').length : 0;
}

/** Numbers of ids may be left out. */
function remembered(): unknown {
  return { ...structuredClone(cloud.cloud.state), nextId: 0 };
}

test.each(REQUESTS.map(([method, path, body]) => ({ method, path, body })))(
  'on a full disk $method $path fails and changes nothing',
  async ({ method, path, body }) => {
    const before = remembered();
    const [network, calls] = [structuredClone(cloud.runtime.network), cloud.runtime.calls.length];
    cloud.breakDisk();
    const { status } = await cloud.ask(method, filled(path), body && filled(body));
    cloud.repairDisk();
    await cloud.cloud.idle();
    expect(status).toBe(500);
    expect(remembered()).toEqual(before);
    expect(cloud.runtime.network).toEqual(network);
    expect(
      cloud.runtime.calls.slice(calls).filter((call) => /^(power|destroy|attach|detach|resize)/.test(call)),
    ).toEqual([]);
  },
);

test('what was answered with success is on the disk', async () => {
  const without: string[] = [];
  for (const [method, path, body] of [...REQUESTS].sort((a, b) => order(a) - order(b))) {
    const saved = cloud.stateOnDisk();
    const { status, body: answer } = await cloud.ask(method, filled(path), body && filled(body));
    expect([method, path, status < 300 || (answer as unknown)]).toEqual([method, path, true]);
    if (isDeepStrictEqual(cloud.stateOnDisk(), saved)) without.push(`${method} ${path}`);
    await cloud.cloud.idle();
  }
  expect(without).toEqual([]);
});

/** What keeps nothing in the state, or needs more than a line here. */
const ELSEWHERE = [
  /^POST \/acme\//,
  /^(POST|DELETE) \/client\/v4\/certificates/,
  /^(POST|DELETE) \/client\/v4\/zones\/:zone\/origin_tls_client_auth/,
  /^POST \/client\/v4\/zones\/:zone\/purge_cache$/,
  /^POST \/v2\/certificates$/,
  /^PUT \/v2\/databases\/:id\/(upgrade|migrate)$/,
  /^DELETE \/v2\/databases\/:id\/online-migration\/:migration$/,
  /^POST \/local\/(webhook|databases|droplets)/,
  /^(POST|DELETE) \/local\/faults/,
  /^PUT \/local\/limits$/,
];

test('every route that changes something is in this table', async () => {
  const routes = await cloud.changingRoutes();
  expect(routes.length).toBeGreaterThan(60);
  const isHere = (route: string) => {
    const [wanted, pattern] = route.split(' ') as [string, string];
    const fits = new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`);
    return REQUESTS.some(([method, path]) => method === wanted && fits.test(path.split('?')[0]!));
  };
  expect(routes.filter((route) => !isHere(route) && !ELSEWHERE.some((one) => one.test(route)))).toEqual([]);
});
