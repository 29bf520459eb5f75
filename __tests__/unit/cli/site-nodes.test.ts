import { SiteNodes, type Reach } from '../../../cli/site-nodes';

const OUTPUTS = {
  'lb-1.int.foobar.com': { id: '11', address: '203.0.113.1' },
  'lb-2.int.foobar.com': { id: '12', address: '203.0.113.2' },
  'mysql-10.int.foobar.com': { id: '30', address: '203.0.113.30' },
  'mysql-2.int.foobar.com': { id: '22', address: '203.0.113.22' },
};
const NODE = 'mysql-2.int.foobar.com';

/** Prints ssh's command line in its place. */
const said = (reach: Reach = {}) => new SiteNodes(OUTPUTS, { ...reach, prefix: ['echo'] }).on(NODE, 'uptime');

test('a node is reached by its private name, through a load balancer, whose key and its own are remembered by droplet', async () => {
  const line = await said({ knownHosts: '/k' });
  expect(line).toMatch(/root@mysql-2\.int\.foobar\.com -- uptime\n$/);
  expect(line).toContain('HostKeyAlias=droplet-22');
  expect(line).toMatch(
    /ProxyCommand=ssh .*UserKnownHostsFile=\/k .*HostKeyAlias=droplet-11 .*-W %h:%p root@203\.0\.113\.1 /,
  );
});

test('a connection that is lost while a command runs is noticed, on both legs', async () => {
  expect((await said()).match(/ServerAliveInterval=10 -o ServerAliveCountMax=3/g)).toHaveLength(2);
});

test('a load balancer that cannot be reached is not the end: the next one is tried', async () => {
  const script = 'case "$*" in *203.0.113.1\\ *) exit 255;; *) echo by way of the second;; esac';
  const nodes = new SiteNodes(OUTPUTS, { prefix: ['sh', '-c', script, 'sh'] });
  expect(await nodes.on(NODE, 'uptime')).toBe('by way of the second\n');
});

test('what a command fails with is not tried again', async () => {
  const nodes = new SiteNodes(OUTPUTS, { prefix: ['sh', '-c', 'echo no such unit >&2; exit 5', 'sh'] });
  await expect(nodes.on(NODE, 'systemctl stop x')).rejects.toThrow('no such unit');
});

test('nodes of a tier are in the order of their numbers, and one that is not there is named with those that are', async () => {
  const nodes = new SiteNodes(OUTPUTS);
  expect(nodes.tier('mysql')).toEqual([NODE, 'mysql-10.int.foobar.com']);
  await expect(nodes.on('mysql-3', 'true')).rejects.toThrow('no node mysql-3: there are lb-1.int.foobar.com');
});
