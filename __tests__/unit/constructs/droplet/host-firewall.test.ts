import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fn, Token } from 'cdktf';
import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import type { DropletGroupProps } from '../../../../constructs/droplet/droplet-group-props';
import { Outbound } from '../../../../constructs/network/outbound';
import { expectGolden } from '../../golden';
import { newSite, synthesize } from '../synth';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/host-firewall.sh');
const GET_NFT = '#!/bin/sh\nexec cat\n';

function newGroup(props: Partial<DropletGroupProps> = {}) {
  const { stack, network, access } = newSite();
  const right = { role: 'web', nodes: 1, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} };
  return { stack, group: new DropletGroup(stack, 'web', { network, access, ...right, ...props }) };
}

/** The values of the locals whose name has `part`. */
function locals(stack: ReturnType<typeof newGroup>['stack'], part: string): readonly string[] {
  const { locals: all } = synthesize(stack) as unknown as { locals: Record<string, string> };
  return Object.entries(all).flatMap(([name, value]) => (name.includes(part) ? [value] : []));
}

test('a node gets the rules of its cloud firewall: addresses as they are, tags as the whole network', () => {
  const { stack, group } = newGroup({ outbound: Outbound.only({ port: 443, cidrs: ['203.0.113.0/24'] }) });
  group.allowFrom({ cidrs: ['0.0.0.0/0', '::/0'] }, 80);
  group.allowFrom(group, 9094, 'udp');
  const ranges = Token.asList(Fn.concat([['192.0.2.0/24'], ['2001:db8::/32']]));
  group.allowFrom({ cidrs: ranges }, 443);
  expect(locals(stack, 'rules')[0]!.split('\n')).toEqual([
    'in tcp 9180 198.51.100.0/24',
    'in tcp 9180 10.20.0.0/20',
    'in tcp 9181 198.51.100.0/24',
    'in tcp 80 0.0.0.0/0',
    'in tcp 80 ::/0',
    'in udp 9094 10.20.0.0/20',
    '${join("\\n", formatlist("in tcp 443 %s", concat(["192.0.2.0/24"], ["2001:db8::/32"])))}',
    'out tcp 443 203.0.113.0/24',
    'out tcp 1-65535 10.20.0.0/20',
    'out udp 1-65535 10.20.0.0/20',
  ]);
});

test('another rule is handed to the nodes, and replaces none', () => {
  const userData = (...ports: readonly number[]) => {
    const { stack, group } = newGroup();
    for (const port of ports) group.allowFrom({ cidrs: ['192.0.2.0/24'] }, port);
    return { userData: locals(stack, 'user-data'), rules: locals(stack, 'rules') };
  };
  const [before, after] = [userData(), userData(8443)];
  expect(after.userData).toEqual(before.userData);
  expect(after.rules).not.toEqual(before.rules);
});

test('until a deploy has handed it the rules, a new node lets in that deploy and ssh alone', () => {
  const [userData] = locals(newGroup().stack, 'user-data');
  const [, birth] = /rules\.at-birth\n +content: \|\n((?: {6}.*\n)*)/.exec(userData!)!;
  expect(birth!.match(/in .*/g)).toEqual(['in tcp 22 0.0.0.0/0', 'in tcp 9180 0.0.0.0/0', 'in tcp 9181 0.0.0.0/0']);
});

test('a node with data, which may have to work before that, is made with all rules, and none of them makes it outdated', () => {
  const made = (...ports: readonly number[]) => {
    const { stack, group } = newGroup({ volume: { sizeGb: 10 } });
    for (const port of ports) group.allowFrom({ cidrs: ['192.0.2.0/24'] }, port);
    return { texts: locals(stack, 'text'), digest: group.bootstrapDigest };
  };
  const rules = /^\$\{local\.[\w-]*rules\w*\}\n$/;
  expect(made().texts).toContainEqual(expect.stringMatching(rules));
  expect(made(3306).digest).toBe(made().digest);
});

test('the filter is there before a package is installed', () => {
  const [userData] = locals(newGroup().stack, 'user-data');
  const commands = userData!.slice(userData!.indexOf('runcmd:'));
  const at = ['host-firewall.service', 'apt-wait, update', 'apt-wait, install'].map((one) => commands.indexOf(one));
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(Math.min(...at)).toBeGreaterThan(0);
});

describe('the filter of a node', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'host-firewall-'));
    writeFileSync(join(directory, 'nft'), GET_NFT);
    chmodSync(join(directory, 'nft'), 0o755);
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const rendered = () =>
    execFileSync('sh', [PROGRAM, directory], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${directory}:${process.env.PATH}` },
    });

  test('has a line for each rule, of both families', () => {
    const rules = [
      ...['in tcp 443 192.0.2.0/24', 'in tcp 443 2001:db8::/32', 'in udp 9094 10.20.0.0/20'],
      ...['out tcp 80 0.0.0.0/0', 'out udp 53 ::/0', 'out tcp 1-65535 10.20.0.0/20'],
    ];
    writeFileSync(join(directory, 'rules'), rules.join('\n'));
    expectGolden(__filename, 'host-firewall.nft', rendered());
  });

  test('follows the rules of its birth until it has others', () => {
    writeFileSync(join(directory, 'rules.at-birth'), 'in tcp 22 0.0.0.0/0\n');
    expect(rendered()).toContain('ip saddr 0.0.0.0/0 tcp dport 22 accept');
    writeFileSync(join(directory, 'rules'), 'in tcp 80 0.0.0.0/0\n');
    expect(rendered()).not.toContain('dport 22');
  });
});
