import type { SshRoute } from '../../../cli/reach';
import { SiteNodes } from '../../../cli/site-nodes';

const node = (name: string, id: string) => ({ name: `${name}.int.foobar.com`, id, address: `203.0.113.${id}` });
const LB = { role: 'lb', title: 'Load balancers', bastion: true, nodes: [node('lb-1', '11'), node('lb-2', '12')] };
const MYSQL = {
  role: 'mysql',
  title: 'Database',
  bastion: false,
  nodes: [node('mysql-10', '30'), node('mysql-2', '22')],
};
const TIERS = [LB, MYSQL];
const NODE = 'mysql-2.int.foobar.com';

/** Prints ssh's command line in its place. */
const said = (route: SshRoute = {}) => new SiteNodes(TIERS, { ...route, prefix: ['echo'] }).on(NODE, 'uptime');

test('a node is reached by its private name, through a load balancer, whose key and its own are remembered by droplet', async () => {
  const line = await said({ knownHosts: '/k' });
  expect(line).toMatch(/root@mysql-2\.int\.foobar\.com -- uptime\n$/);
  expect(line).toContain('HostKeyAlias=droplet-22');
  expect(line).toMatch(
    /ProxyCommand=ssh .*UserKnownHostsFile=\/k .*HostKeyAlias=droplet-11 .*-W %h:%p root@203\.0\.113\.11 /,
  );
});

test('a connection that is lost while a command runs is noticed, on both legs', async () => {
  expect((await said()).match(/ServerAliveInterval=10 -o ServerAliveCountMax=3/g)).toHaveLength(2);
});

test('a load balancer that cannot be reached is not the end: the next one is tried', async () => {
  const script = 'case "$*" in *203.0.113.11\\ *) exit 255;; *) echo by way of the second;; esac';
  const nodes = new SiteNodes(TIERS, { prefix: ['sh', '-c', script, 'sh'] });
  expect(await nodes.on(NODE, 'uptime')).toBe('by way of the second\n');
});

test('without a tier that administrators reach, a node is connected to directly', async () => {
  const line = await new SiteNodes([MYSQL], { prefix: ['echo'] }).on(NODE, 'uptime');
  expect(line).toMatch(/ root@203\.0\.113\.22 -- uptime\n$/);
  expect(line).not.toContain('ProxyCommand');
});

test('what a command fails with is not tried again', async () => {
  const nodes = new SiteNodes(TIERS, { prefix: ['sh', '-c', 'echo no such unit >&2; exit 5', 'sh'] });
  await expect(nodes.on(NODE, 'systemctl stop x')).rejects.toThrow('no such unit');
});

test('nodes of a tier are in the order of their numbers, and one that is not there is named with those that are', async () => {
  const nodes = new SiteNodes(TIERS);
  expect(nodes.tier('mysql')).toEqual([NODE, 'mysql-10.int.foobar.com']);
  await expect(nodes.on('mysql-3', 'true')).rejects.toThrow('no node mysql-3: there are lb-1.int.foobar.com');
});
