import { askSite } from '../../../../cli/status/ask-site';
import type { NodeStatus } from '../../../../cli/status/node-status';
import type { SiteStatus } from '../../../../cli/status/site-status';
import { aSite } from './a-site';

const tier = (status: SiteStatus, name: string) => status.tiers.find((one) => one.name === name)!;
const node = (status: SiteStatus, name: string) =>
  status.tiers.flatMap(({ nodes }) => nodes).find((one) => one.name === name)!;

test('a site without a fault is well, and nothing is said about it', () => {
  const status = aSite();
  expect(status.health).toBe('well');
  expect(status.tiers.flatMap(({ problems, nodes }) => [...problems, ...nodes.flatMap((one) => one.problems)])).toEqual(
    [],
  );
});

test('a lost node is down, its tier and the site want attention', () => {
  const status = aSite({ 'web-1': null });
  expect(node(status, 'web-1')).toEqual({
    name: 'web-1',
    health: 'down',
    problems: ['cannot be asked: ssh: timed out'],
  });
  expect(tier(status, 'web')).toMatchObject({
    health: 'degraded',
    problems: ['one node works: the next loss takes the site down'],
  });
  expect(status.health).toBe('degraded');
});

test('a tier without a working node is down', () => {
  const status = aSite({ 'web-1': null, 'web-2': { ready: false, says: 'waiting: check nginx does not pass yet' } });
  expect(tier(status, 'web')).toMatchObject({ health: 'down', problems: ['no node works'] });
  expect(node(status, 'web-2').problems).toEqual(['not ready: waiting: check nginx does not pass yet']);
  expect(status.health).toBe('down');
});

test.each<[string, Record<string, Partial<NodeStatus> | null>, string, string, string]>([
  ['no primary', { 'mysql-1': { role: 'replica' } }, 'mysql', 'down', 'no primary: nothing can be written'],
  ['two primaries', { 'mysql-2': { role: 'primary' } }, 'mysql', 'down', 'several primaries'],
  ['no active load balancer', { 'lb-1': { role: 'standby' } }, 'lb', 'down', 'no load balancer is active'],
  [
    'two active load balancers',
    { 'lb-2': { role: 'active' } },
    'lb',
    'degraded',
    'several load balancers are active: their link is cut',
  ],
])('sees %s', (_what, different, name, health, problem) => {
  expect(tier(aSite(different), name)).toMatchObject({ health, problems: [problem] });
});

test.each<[string, Partial<NodeStatus>, string]>([
  [
    'a worker that ends again and again',
    { workers: { mail: { running: false, restarts: 7 }, feed: { running: true, restarts: 0 } } },
    'worker mail does not run: it was started again 7 times',
  ],
  ['a failed unit', { failedUnits: ['nginx.service'] }, 'nginx.service has failed'],
  ['a full volume', { volumesUsed: { '/': 86 } }, '/ is 86 % full'],
  ['used memory', { memoryUsed: 96 }, '96 % of its memory is used'],
  ['a certificate near its end', { certificateDays: 13 }, 'its certificate ends in 13 days'],
  ['a pending reboot', { rebootRequired: true }, 'security updates wait for a reboot'],
])('a node with %s works, and wants attention', (_what, different, problem) => {
  expect(node(aSite({ 'web-1': different }), 'web-1')).toMatchObject({ health: 'degraded', problems: [problem] });
});

test('a node that its callers find down is down, whatever it says of itself', () => {
  const servers = [{ backend: 'web', slot: 'web1', address: '10.20.0.4', state: 'DOWN' }];
  const status = aSite({ 'lb-1': { servers }, 'lb-2': { servers } });
  expect(node(status, 'web-1')).toMatchObject({ health: 'down', problems: ['found down by lb-1, lb-2'] });
});

test('that a replica takes no writes is no fault of it', () => {
  const servers = [{ backend: 'mysql-writer-servers', slot: 'mysql-writer-2', address: '10.20.0.7', state: 'DOWN' }];
  expect(aSite({ 'web-1': { servers } }).health).toBe('well');
});

test('events come youngest first, with names in place of addresses', () => {
  const status = aSite({
    'lb-1': { events: [{ at: 1000, what: 'web finds 10.20.0.4 down' }] },
    'lb-2': { events: [{ at: 2000, what: 'becomes active' }] },
  });
  expect(status.events).toEqual([
    { at: 2000, node: 'lb-2', what: 'becomes active' },
    { at: 1000, node: 'lb-1', what: 'web finds web-1 down' },
  ]);
});

test('asks every node, and goes on without those that do not answer', async () => {
  const nodes = {
    tiers: [
      { role: 'web', title: 'Web servers' },
      { role: 'lb', title: 'Load balancers' },
    ],
    tier: (name: string) => (name === 'web' ? ['web-1.int.foobar.com', 'web-2.int.foobar.com'] : []),
    on: (name: string, command: string, input?: string) =>
      name.startsWith('web-1') && command === 'python3 - 3' && input?.includes('def main(hours)')
        ? Promise.resolve(JSON.stringify({ ...node(aSite(), 'web-1').status, role: 'asked' }))
        : Promise.reject(new Error('exited with 255:\nssh: no route to host\n')),
  };
  const status = await askSite(nodes, 3);
  expect(node(status, 'web-1').status?.role).toBe('asked');
  expect(node(status, 'web-2').problems).toEqual(['cannot be asked: ssh: no route to host']);
});
