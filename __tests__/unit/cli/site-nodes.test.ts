import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

let directory: string;
/** Has a key of every node. */
let knownHosts: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'site-nodes-'));
  knownHosts = join(directory, 'known_hosts');
  writeFileSync(knownHosts, ['11', '12', '22', '30'].map((id) => `droplet-${id} ${KEY}\n`).join(''));
});
afterEach(() => rmSync(directory, { recursive: true }));

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIoeqZbsrvTbOUWsmnWHTPBWp3U9G6a0Y4Rnn9TDrFXb';

/** Prints ssh's command line in its place. */
const said = (route: SshRoute = {}) =>
  new SiteNodes(TIERS, { knownHosts, ...route, prefix: ['echo'] }).on(NODE, 'uptime');

test('a node is reached by its private name, through a load balancer, whose key and its own are remembered by droplet', async () => {
  const line = await said();
  expect(line).toMatch(/root@mysql-2\.int\.foobar\.com -- uptime\n$/);
  expect(line).toContain('HostKeyAlias=droplet-22');
  expect(line).toMatch(
    /ProxyCommand=ssh .*UserKnownHostsFile=\S+\/known_hosts .*HostKeyAlias=droplet-11 .*-W %h:%p root@203\.0\.113\.11 /,
  );
});

test('a command gets the input, output and exit code of this process, by a path that works', async () => {
  const log = join(directory, 'log');
  const script = `printf '%s\\n' "$*" >>${log}; case $* in *HostKeyAlias=droplet-11*) exit 255 ;; *'-- true') exit 0 ;; esac; exit 7`;
  const nodes = new SiteNodes(TIERS, { knownHosts, prefix: ['sh', '-c', script, 'sh'] });
  expect(await nodes.attach(NODE, 'exit 7', false)).toBe(7);
  expect(await nodes.attach(NODE, 'exit 7', true)).toBe(7);
  const lines = readFileSync(log, 'utf8').split('\n');
  expect(lines[2]).toMatch(/^ssh -T .*ProxyCommand=ssh .*HostKeyAlias=droplet-12 .* -- exit 7$/);
  expect(lines[5]).toMatch(/^ssh -t /);
});

test('no host key is believed at first sight, on neither leg', async () => {
  expect((await said()).match(/StrictHostKeyChecking=\S+/g)).toEqual(Array(2).fill('StrictHostKeyChecking=yes'));
});

test('a node whose host key nothing vouches for is not connected to', async () => {
  writeFileSync(knownHosts, `droplet-11 ${KEY}\ndroplet-12 ${KEY}\n`);
  await expect(said()).rejects.toThrow(/ssh host key of mysql-2\.int\.foobar\.com is not known: .*deploy again/s);
});

describe('a host key', () => {
  const hostKeys = { name: 'x.int.foobar.com', port: 9181, certificate: 'PEM' };
  const tiers = TIERS.map((tier) => ({ ...tier, hostKeys }));
  const pinned = () => readFileSync(join(directory, 'web_infrastructure_known_hosts'), 'utf8');
  /** In the place of curl and ssh: `published` are the nodes' keys, and a node takes those whom it shows a pinned key. */
  const through = (published: string, shown: string) => {
    const script = `
      if [ "$1" = curl ]; then echo "$*" >>"${directory}/asked"; printf '${published}'; exit; fi
      grep -q "droplet-22 ${shown}" "${directory}/web_infrastructure_known_hosts" && exec echo in
      echo "Host key verification failed." >&2; exit 255`;
    return new SiteNodes(tiers, { knownHosts, prefix: ['sh', '-c', script, 'sh'] });
  };

  test('is requested once, of the node that has it, and then pinned', async () => {
    const nodes = through(`${KEY} root@somewhere\\nrubbish\\n`, KEY);
    expect(await Promise.all([nodes.on(NODE, 'uptime'), nodes.on(NODE, 'uptime')])).toEqual(['in\n', 'in\n']);
    expect(await nodes.on(NODE, 'uptime')).toBe('in\n');
    expect(pinned().trim().split('\n').sort()).toEqual([`droplet-11 ${KEY}`, `droplet-22 ${KEY}`]);
    const asked = readFileSync(join(directory, 'asked'), 'utf8');
    expect(asked.match(/::203\.0\.113\.\d+:9181 https:\/\/x\.int\.foobar\.com:9181\/host-keys/g)).toHaveLength(2);
  });

  test('that is another than the pinned one is believed when the node publishes it', async () => {
    writeFileSync(
      join(directory, 'web_infrastructure_known_hosts'),
      `droplet-22 ssh-rsa OLD=\ndroplet-30 ssh-rsa A=\n`,
    );
    expect(await through(`${KEY}\\n`, KEY).on(NODE, 'uptime')).toBe('in\n');
    expect(pinned()).not.toContain('OLD');
    expect(pinned()).toContain('droplet-30 ssh-rsa A=\n');
  });

  test('that is another than the published one is refused', async () => {
    await expect(through(`${KEY}\\n`, 'ssh-rsa FORGED').on(NODE, 'uptime')).rejects.toThrow('verification failed');
  });
});

test('a connection that is lost while a command runs is noticed, on both legs', async () => {
  expect((await said()).match(/ServerAliveInterval=10 -o ServerAliveCountMax=3/g)).toHaveLength(2);
});

test('a load balancer that cannot be reached is not the end: the next one is tried', async () => {
  const script = 'case "$*" in *203.0.113.11\\ *) exit 255;; *) echo by way of the second;; esac';
  const nodes = new SiteNodes(TIERS, { knownHosts, prefix: ['sh', '-c', script, 'sh'] });
  expect(await nodes.on(NODE, 'uptime')).toBe('by way of the second\n');
});

test('without a tier that administrators reach, a node is connected to directly', async () => {
  const line = await new SiteNodes([MYSQL], { knownHosts, prefix: ['echo'] }).on(NODE, 'uptime');
  expect(line).toMatch(/ root@203\.0\.113\.22 -- uptime\n$/);
  expect(line).not.toContain('ProxyCommand');
});

test('what a command fails with is not tried again', async () => {
  const nodes = new SiteNodes(TIERS, { knownHosts, prefix: ['sh', '-c', 'echo no such unit >&2; exit 5', 'sh'] });
  await expect(nodes.on(NODE, 'systemctl stop x')).rejects.toThrow('no such unit');
});

test('nodes of a tier are in the order of their numbers, and one that is not there is named with those that are', async () => {
  const nodes = new SiteNodes(TIERS);
  expect(nodes.tier('mysql')).toEqual([NODE, 'mysql-10.int.foobar.com']);
  await expect(nodes.on('mysql-3', 'true')).rejects.toThrow('no node mysql-3: there are lb-1.int.foobar.com');
});
