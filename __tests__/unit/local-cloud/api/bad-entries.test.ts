import { Cloud } from '../../../../local-cloud/api/cloud';
import type { Firewall, FirewallRuleBody } from '../../../../local-cloud/api/model';
import { Store } from '../../../../local-cloud/api/store';
import { MemoryRuntime } from '../../../../local-cloud/memory-runtime';
import { renderPacketFilter } from '../../../../local-cloud/network/render-packet-filter';
import { TestCloud } from './cloud';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

const rule = (address: string, ports = '22'): FirewallRuleBody => ({
  ...{ protocol: 'tcp', ports, sources: { addresses: [address] } },
});
const firewall = (name: string, ...inbound: FirewallRuleBody[]): Firewall => ({
  ...{ id: name, name, createdAt: '2026-01-01T00:00:00Z', dropletIds: [], tags: [], inbound, outbound: [] },
});

/** A process that finds the state as it is now. */
async function restart(runtime = new MemoryRuntime()): Promise<{ again: Cloud; runtime: MemoryRuntime }> {
  await cloud.cloud.store.save();
  const again = new Cloud(await Store.open(cloud.cloud.store.directory, 'test'), runtime, () => undefined);
  await again.reconcile();
  await again.idle();
  return { again, runtime };
}

test('bad entries that an earlier version stored are left out and named; the rest is applied, and the cloud starts', async () => {
  const droplet = await cloud.newDroplet();
  const { state } = cloud.cloud;
  state.firewalls.push(
    firewall('bad', rule('1.2.3.4 } accept #'), rule('10.0.0.0/8', '99999'), rule('10.0.0.0/8')),
    firewall('good', rule('192.0.2.0/24')),
  );
  state.reservedIps.push(
    ...['203.0.113.200', '203.0.113.201'].map((ip) => ({ ip, region: 'fra1', dropletId: droplet })),
  );
  state.zones[0]!.settings.security_header = { value: { banana: 1 }, modifiedOn: '' };
  state.vpcs.push({ ...state.vpcs[0]!, id: 'v', name: 'v', ipRange: 'x', isDefault: false });
  state.droplets.push({ ...state.droplets[0]!, id: 7, name: 'lost', vpcId: 'v' });
  const { again, runtime } = await restart();
  expect(again.unapplied.map(({ kind, id, why }) => `${kind} ${id}: ${why}`)).toEqual([
    "VPC v: 'x' is not a private IPv4 network",
    'droplet 7: there is no VPC v',
    `reserved IP 203.0.113.201: droplet ${droplet} has another one`,
    "firewall bad: '1.2.3.4 } accept #' is not an IP address or a range of addresses",
    "firewall bad: '99999' is not a port or a range of ports from 1 to 65535",
    `zone ${state.zones[0]!.id}: security_header cannot be {"banana":1}`,
  ]);
  const network = runtime.network!;
  expect(network.firewalls.map(({ id, inbound }) => [id, inbound.map(({ peers }) => peers.addresses)])).toEqual([
    ['bad', [['10.0.0.0/8']]],
    ['good', [['192.0.2.0/24']]],
  ]);
  expect(network.reservedIps).toEqual([{ ip: '203.0.113.200', dropletId: droplet }]);
  expect(renderPacketFilter(network)).not.toContain('#');
});

test('a firewall that the machine refuses denies everything, is failed, and does not hold up the others', async () => {
  cloud.runtime.refuses = ({ firewalls }) => firewalls.some(({ id, inbound }) => id === refused && inbound.length > 0);
  let refused = '';
  const { refuses } = cloud.runtime;
  cloud.runtime.refuses = (network) => {
    refused ||= network.firewalls[0]?.id ?? '';
    return refuses(network);
  };
  const body = { name: 'odd', inbound_rules: [rule('10.0.0.0/8')] };
  expect(await cloud.ask('POST', '/v2/firewalls', body)).toMatchObject({
    status: 202,
    body: { firewall: { status: 'failed' } },
  });
  expect(await cloud.ask('POST', '/v2/firewalls', { ...body, name: 'even' })).toMatchObject({
    body: { firewall: { status: 'succeeded' } },
  });
  expect(cloud.runtime.network!.firewalls.map(({ inbound }) => inbound.length)).toEqual([0, 1]);
  expect((await cloud.ask('GET', '/local/status')).body.unapplied).toEqual([
    { kind: 'firewall', id: refused, why: 'the machine refuses the network' },
  ]);
  // It is tried again when it is another one.
  cloud.runtime.refuses = () => false;
  const changed = await cloud.ask('PUT', `/v2/firewalls/${refused}`, { ...body, inbound_rules: [rule('10.1.0.0/16')] });
  expect(changed.body.firewall.status).toBe('succeeded');
});

test('a machine that applies nothing keeps no start from ending, and refused requests leave nothing', async () => {
  const runtime = new MemoryRuntime();
  runtime.isDown = true;
  await cloud.ask('POST', '/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 });
  const { again } = await restart(runtime);
  expect(again.state.volumes).toHaveLength(1);
  cloud.runtime.isDown = true;
  expect((await cloud.ask('POST', '/v2/vpcs', { name: 'v', region: 'fra1' })).status).toBe(500);
  expect((await cloud.ask('DELETE', `/v2/volumes/${again.state.volumes[0]!.id}`)).status).toBe(500);
  cloud.runtime.isDown = false;
  expect(cloud.cloud.state.vpcs.filter(({ isDefault }) => !isDefault)).toEqual([]);
  expect(cloud.cloud.state.volumes).toHaveLength(1);
});

test('a reserved IP goes to a droplet that has none, and no retry makes another one', async () => {
  const droplet = await cloud.newDroplet();
  const ask = () => cloud.ask('POST', '/v2/reserved_ips', { droplet_id: droplet });
  const statuses = (await Promise.all([ask(), ask(), ask()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([202, 422, 422]);
  expect(cloud.cloud.state.reservedIps).toHaveLength(1);
});

test('four first clusters at once are four clusters', async () => {
  const fields = { engine: 'mysql', size: 'db-s-1vcpu-1gb', region: 'fra1', num_nodes: 1 };
  const ask = (name: string) => cloud.ask('POST', '/v2/databases', { ...fields, name });
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map(ask));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  await cloud.cloud.idle();
  expect((await cloud.ask('GET', '/v2/databases')).body.databases).toHaveLength(4);
});

test.each(['constructor', 'toString', '__proto__'])(
  'a name that every object has is no entry of a table: %s',
  async (name) => {
    const droplet = { name: 'a', size: 's-1vcpu-1gb', image: 'debian-13-x64', region: 'fra1' };
    const statuses = [
      await cloud.ask('POST', '/v2/droplets', { ...droplet, size: name }),
      await cloud.ask('POST', '/v2/droplets', { ...droplet, region: name }),
      await cloud.ask('POST', '/v2/databases', {
        name: 'a',
        engine: 'mysql',
        size: name,
        region: 'fra1',
        num_nodes: 1,
      }),
      await cloud.ask('GET', `/client/v4/zones/${cloud.cloud.state.zones[0]!.id}/settings/${name}`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([422, 422, 422, 501]);
  },
);
