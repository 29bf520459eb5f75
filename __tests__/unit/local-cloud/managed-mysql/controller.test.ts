import { setTimeout as wait } from 'node:timers/promises';
import { membersOf, primaryOf, type DatabaseCluster } from '../../../../local-cloud/managed-mysql/model';
import { TestCloud } from '../api/cloud';

const UUID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
let cloud: TestCloud;
let cluster: DatabaseCluster;

beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

async function newCluster(nodes: number): Promise<void> {
  const fields = { name: 'shop', engine: 'mysql', version: '8', size: 'db-s-1vcpu-2gb', region: 'fra1' };
  await cloud.ask('POST', '/v2/databases', { ...fields, num_nodes: nodes });
  await cloud.cloud.idle();
  [cluster] = cloud.cloud.state.managedMysql!.clusters as [DatabaseCluster];
}

/** What the servers and the machine are told from now on, in order. */
async function settle(): Promise<string[]> {
  const { runtime } = cloud;
  const [verbs, machine] = [runtime.mysql.calls.length, runtime.calls.length];
  await cloud.cloud.databases.settle(cluster);
  return [...runtime.calls.slice(machine), ...runtime.mysql.calls.slice(verbs)];
}

const standby = () => membersOf(cluster).find(({ id }) => id !== cluster.primary)!;

test('a cluster is online when its writes wait for its standby', async () => {
  await newCluster(2);
  expect(cluster).toMatchObject({ status: 'online', primary: cluster.nodes[0]!.id });
  expect(await cloud.runtime.mysql.look(cluster.primary!)).toMatchObject({ readOnly: false, acknowledgements: 1 });
  expect(standby().step).toBe('in');
});

test('settled is settled: nothing is told to anybody', async () => {
  await newCluster(3);
  expect(await settle()).toEqual([]);
});

test('writes wait for a standby only when it has everything that was written before', async () => {
  await newCluster(1);
  const { mysql } = cloud.runtime;
  mysql.say(cluster.primary!, { executed: `${UUID}:1-9` });
  cluster.nodeCount = 2;
  const settling = cloud.cloud.databases.settle(cluster);
  while (!mysql.calls.some((call) => call.startsWith('follow'))) await new Promise(setImmediate);
  expect(await mysql.look(cluster.primary!)).toMatchObject({ acknowledgements: 0 });
  mysql.say(standby().id, { executed: `${UUID}:1-8` });
  mysql.say(standby().id, { received: `${UUID}:9` });
  await settling;
  expect(await mysql.look(cluster.primary!)).toMatchObject({ acknowledgements: 1 });
});

test('nothing waits for a standby that is not connected: what changes an account would lock out its login for ever', async () => {
  await newCluster(1);
  const { mysql } = cloud.runtime;
  const connected: boolean[] = [];
  const { lead } = mysql;
  mysql.lead = async (node, acknowledgements) => {
    const { acknowledges, replicating } = (await mysql.look(standby().id))!;
    if (acknowledgements > 0) connected.push(acknowledges && replicating);
    return lead(node, acknowledgements);
  };
  cluster.nodeCount = 2;
  await cloud.cloud.databases.settle(cluster);
  expect(connected.length).toBeGreaterThan(0);
  expect(connected).not.toContain(false);
});

test('a standby leads only when the state on the disk says that it is primary', async () => {
  await newCluster(2);
  const { mysql } = cloud.runtime;
  const heir = standby().id;
  await cloud.runtime.powerOff(cluster.primary!, 'off');
  // It has everything: the next step is to make it primary.
  jest.spyOn(mysql, 'catchUp').mockImplementationOnce(() => Promise.resolve(cloud.breakDisk()));
  const saves = jest.spyOn(cloud.cloud.store, 'save');
  const leads = () => mysql.calls.filter((call) => call.startsWith(`lead ${heir}`));
  const before = leads().length;
  const settling = cloud.cloud.databases.settle(cluster);
  while (cluster.primary !== heir) await new Promise(setImmediate);
  const decided = saves.mock.calls.length;
  // Two more looks at the cluster.
  while (saves.mock.calls.length < decided + 2) await wait(10);
  expect(leads()).toHaveLength(before);
  cloud.repairDisk();
  await settling;
  expect(leads().length).toBeGreaterThan(before);
});

test('a lost primary is off before a standby leads, and comes back as a standby', async () => {
  await newCluster(2);
  const [lost, heir] = [cluster.primary!, standby().id];
  await cloud.runtime.powerOff(lost, 'off');
  const told = await settle();
  expect(primaryOf(cluster)!.id).toBe(heir);
  expect(told.filter((call) => call.startsWith('power'))).toEqual([`powerOff ${lost} off`, `powerOn ${lost}`]);
  expect(cluster.nodes.find(({ id }) => id === lost)).toMatchObject({ step: 'in' });
  expect(cluster.events.map(({ type }) => type)).toContain('cluster_master_promotion');
});

test('of two standbys the one that has more leads', async () => {
  await newCluster(3);
  const [, less, more] = cluster.nodes;
  cloud.runtime.mysql.say(less!.id, { executed: `${UUID}:1-5` });
  cloud.runtime.mysql.say(more!.id, { executed: `${UUID}:1-5`, received: `${UUID}:6` });
  await cloud.runtime.powerOff(cluster.primary!, 'off');
  const settling = cloud.cloud.databases.settle(cluster);
  while (!cloud.runtime.mysql.calls.includes(`catchUp ${more!.id}`)) await new Promise(setImmediate);
  cloud.runtime.mysql.say(more!.id, { executed: `${UUID}:1-6` });
  while (cluster.primary !== more!.id) await new Promise(setImmediate);
  for (const { id } of cluster.nodes) cloud.runtime.mysql.say(id, { executed: `${UUID}:1-6` });
  await settling;
  expect(cluster.primary).toBe(more!.id);
});

test('a standby out of step never leads: the primary is switched on again, with its data', async () => {
  await newCluster(2);
  const lost = cluster.primary!;
  standby().step = 'out';
  await cloud.runtime.powerOff(lost, 'off');
  const told = await settle();
  expect(cluster.primary).toBe(lost);
  expect(told).toContain(`powerOn ${lost}`);
  expect(told.join()).not.toContain('catchUp');
});

test('a node with transactions that the primary has not takes a copy', async () => {
  await newCluster(2);
  standby().step = 'out';
  cloud.runtime.mysql.say(standby().id, { executed: `${UUID}:1-7`, source: null });
  expect(await settle()).toContain(`copy ${standby().id}`);
});

test('a node takes a copy when the primary no longer has what it lacks', async () => {
  await newCluster(1);
  cloud.runtime.mysql.say(cluster.primary!, { executed: `${UUID}:1-9`, purged: `${UUID}:1-4` });
  cluster.nodeCount = 2;
  const settling = cloud.cloud.databases.settle(cluster);
  while (!cloud.runtime.mysql.calls.some((call) => call.startsWith('copy'))) await new Promise(setImmediate);
  cloud.runtime.mysql.say(standby().id, { executed: `${UUID}:1-9` });
  await settling;
  expect(standby().step).toBe('in');
});

test('a standby that goes is off before writes go on without it', async () => {
  await newCluster(3);
  const { mysql } = cloud.runtime;
  cluster.nodeCount = 1;
  const told = await settle();
  expect(told.filter((call) => call.startsWith('destroy'))).toHaveLength(2);
  expect(await mysql.look(cluster.primary!)).toMatchObject({ acknowledgements: 0 });
  expect(cluster.nodes).toHaveLength(1);
});

test('a deleted cluster leaves nothing', async () => {
  await newCluster(2);
  await cloud.ask('POST', `/v2/databases/${cluster.id}/replicas`, { name: 'shop-reader' });
  await cloud.cloud.idle();
  expect((await cloud.ask('DELETE', `/v2/databases/${cluster.id}`)).status).toBe(204);
  expect((await cloud.ask('GET', `/v2/databases/${cluster.id}`)).status).toBe(404);
  await cloud.cloud.idle();
  expect(cloud.cloud.state.managedMysql!.clusters).toEqual([]);
  expect(cloud.runtime.calls.filter((call) => call.startsWith('destroy'))).toHaveLength(3);
});
