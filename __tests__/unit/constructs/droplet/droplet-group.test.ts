import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import type { DropletGroupProps } from '../../../../constructs/droplet/droplet-group-props';
import { httpCheck } from '../../../../constructs/droplet/readiness';
import { RebootWindow } from '../../../../constructs/droplet/reboot-window';
import { newSite, problems, resources, synthesize } from '../synth';
import { SettingsForm } from '../../../../constructs/droplet/settings-form';

function newGroup(props: Partial<DropletGroupProps> = {}) {
  const site = newSite();
  const group = new DropletGroup(site.stack, 'web', {
    network: site.network,
    access: site.access,
    role: 'web',
    nodes: 2,
    size: 's-1vcpu-1gb',
    cloudInit: [{ packages: ['nginx'] }],
    readiness: { nginx: httpCheck('http://127.0.0.1:8080/healthz') },
    ...props,
  });
  return { ...site, group };
}

test('names nodes and tier', () => {
  const { group } = newGroup();
  expect(group.nodeNames).toEqual(['web-1.int.foobar.com', 'web-2.int.foobar.com']);
  expect(group.tierName).toBe('web.int.foobar.com');
});

test('replaces droplets by create before destroy, and lets old ones drain', () => {
  const { stack } = newGroup();
  const droplets = resources(stack, 'digitalocean_droplet');
  expect(droplets).toHaveLength(2);
  for (const droplet of droplets) {
    expect(droplet).toMatchObject({ graceful_shutdown: true, lifecycle: { create_before_destroy: true } });
  }
});

test('replaces droplets for another size or domain, which the provider would change in place', () => {
  const { stack } = newGroup({ size: 's-2vcpu-2gb' });
  const [[name, trigger]] = Object.entries(synthesize(stack).resource.terraform_data!).filter(([id]) =>
    id.includes('replaced-for'),
  ) as [[string, object]];
  expect(trigger).toMatchObject({ input: { size: 's-2vcpu-2gb', domain: 'int.foobar.com' } });
  for (const droplet of resources(stack, 'digitalocean_droplet'))
    expect(droplet).toMatchObject({ lifecycle: { replace_triggered_by: [`terraform_data.${name}`] } });
});

test('replaces gates as droplets, or taking a tier away that was made after them would be a cycle', () => {
  const gates = (stack: ReturnType<typeof newGroup>['stack']) =>
    Object.entries(synthesize(stack).resource.terraform_data!).filter(([name]) => /-(ready|in-service)_/.test(name));
  const all = gates(newGroup().stack);
  expect(all).toHaveLength(4);
  for (const [, gate] of all) expect(gate).toMatchObject({ lifecycle: { create_before_destroy: true } });
  for (const [, gate] of gates(newGroup({ volume: { sizeGb: 10 } }).stack))
    expect(gate).not.toHaveProperty('lifecycle');
});

test('makes no droplet before its firewall, so that none stands open, at the end neither', () => {
  const { stack } = newGroup();
  const [firewall] = Object.keys(synthesize(stack).resource.digitalocean_firewall!);
  for (const droplet of resources(stack, 'digitalocean_droplet'))
    expect(droplet.depends_on).toContain(`digitalocean_firewall.${firewall}`);
});

test('a droplet is good only when its node is ready: a later deploy replaces one that did not get there', () => {
  const { stack } = newGroup({
    nodes: 1,
    settings: [{ files: [{ path: '/etc/limits', form: SettingsForm.text, content: '1' }], apply: [] }],
  });
  const [droplet] = resources(stack, 'digitalocean_droplet');
  expect(droplet).toMatchObject({
    provisioner: [
      {
        'local-exec': {
          environment: {
            ADDRESS: '${self.ipv4_address}',
            VERDICT: 'ready',
            SETTINGS: expect.stringContaining('local.') as string,
          },
        },
      },
    ],
  });
});

test('gives all nodes the same user-data, so that one more node changes no other', () => {
  const [two, five] = [2, 5].map((nodes) => synthesize(newGroup({ nodes }).stack));
  expect(five!.locals).toEqual(two!.locals);
  expect(five!.resource).toMatchObject({ digitalocean_droplet: two!.resource.digitalocean_droplet });
});

test('publishes a name only when its node is ready', () => {
  const { stack } = newGroup({ nodes: 1 });
  const gate = Object.keys(synthesize(stack).resource.terraform_data!).find((name) => name.includes('-ready'))!;
  for (const record of resources(stack, 'cloudflare_dns_record')) {
    expect(record.depends_on).toEqual([`terraform_data.${gate}`]);
  }
});

test('asks each new node for its report before the deploy goes on', () => {
  const { stack } = newGroup({ nodes: 1, readinessTimeout: 120 });
  const gate = resources(stack, 'terraform_data').find((each) => JSON.stringify(each).includes('"REPORT_PATH":"/"'));
  const [droplet] = Object.keys(synthesize(stack).resource.digitalocean_droplet!);
  expect(gate).toMatchObject({
    triggers_replace: { droplet: `\${digitalocean_droplet.${droplet}.id}` },
    provisioner: [
      {
        'local-exec': {
          environment: {
            NODE: 'web-1.int.foobar.com',
            ADDRESS: `\${digitalocean_droplet.${droplet}.ipv4_address}`,
            REPORT_PORT: '9180',
            TIMEOUT: '120',
          },
        },
      },
    ],
  });
});

test('keeps the old node until all callers have found the new one by its names', () => {
  const { stack, group, network, access } = newGroup({ nodes: 1 });
  const props = { network, access, role: 'lb', nodes: 2, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} };
  group.requireHealthChecksFrom(new DropletGroup(stack, 'lb', { ...props, dependsOnTier: group }), 8080);
  const gates = Object.entries(synthesize(stack).resource.terraform_data!);
  const [, gate] = gates.find(([name]) => name.startsWith('web_web-1-in-service'))!;
  const address = '\\$\\{digitalocean_droplet\\.lb_lb-\\d_\\w+\\.ipv4_address_private\\}:8080';
  expect(gate).toMatchObject({
    depends_on: [
      expect.stringMatching(/^cloudflare_dns_record.network_web-1_/),
      expect.stringMatching(/^cloudflare_dns_record.network_web-1-member_/),
      // They find it by settings, which those gates hand over; Terraform runs ten gates at a time.
      expect.stringMatching(/^terraform_data.lb_lb-1-ready_/),
      expect.stringMatching(/^terraform_data.lb_lb-2-ready_/),
    ],
    provisioner: [
      {
        'local-exec': {
          environment: {
            REPORT_PATH: expect.stringMatching(
              new RegExp(`^/in-service\\?checked-by=${address},${address}$`),
            ) as string,
          },
        },
      },
    ],
  });
});

test('is made after the names that its nodes ask for: who asks too early is told for half an hour that there are none', () => {
  const { stack, group, network, access } = newGroup({ nodes: 1 });
  const props = { network, access, role: 'lb', nodes: 1, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} };
  new DropletGroup(stack, 'lb', { ...props, dependsOnTier: group });
  const droplets = Object.entries(synthesize(stack).resource.digitalocean_droplet!);
  const [, caller] = droplets.find(([name]) => name.startsWith('lb_'))!;
  expect(caller.depends_on).toEqual([
    expect.stringContaining('digitalocean_firewall.lb_'),
    expect.stringContaining('cloudflare_dns_record.network_web-1_'),
    expect.stringContaining('cloudflare_dns_record.network_web-1-member_'),
  ]);
});

test('makes as many nodes at a time as it may', () => {
  const { stack } = newGroup({ nodes: 4, maxSurge: 2 });
  const waitsFor = resources(stack, 'digitalocean_droplet').map(({ depends_on: on }) =>
    (on as string[] | undefined)?.join(),
  );
  expect(waitsFor).toEqual([
    expect.stringMatching(/^digitalocean_firewall\.\w+$/),
    expect.stringMatching(/^digitalocean_firewall\.\w+$/),
    expect.stringMatching(/,cloudflare_dns_record.network_web-1-member_\w+$/),
    expect.stringMatching(/,cloudflare_dns_record.network_web-2-member_\w+$/),
  ]);
});

test('lets nothing in but report and settings of administrators, the report to the tier itself, and what is allowed by name', () => {
  const { stack, group, network, access } = newGroup();
  const callers = new DropletGroup(stack, 'lb', {
    network,
    access,
    role: 'lb',
    nodes: 1,
    size: 's-1vcpu-1gb',
    cloudInit: [],
    readiness: {},
  });
  group.allowFrom(callers, 8080);
  const firewall = resources(stack, 'digitalocean_firewall').find((f) => f.name === 'int-foobar-com-web');
  expect(firewall).toMatchObject({
    inbound_rule: [
      { protocol: 'tcp', port_range: '9180', source_addresses: ['198.51.100.0/24'] },
      { protocol: 'tcp', port_range: '9180', source_tags: [expect.stringContaining('web_tag')] },
      { protocol: 'tcp', port_range: '9181', source_addresses: ['198.51.100.0/24'] },
      {
        protocol: 'tcp',
        port_range: '8080',
        source_tags: [callers.tag].map(() => expect.stringContaining('.name}') as string),
      },
    ],
  });
});

test('nodes that never restart by themselves need not be asked by the others', () => {
  const { stack } = newGroup({ rebootWindow: RebootWindow.never() });
  expect(resources(stack, 'digitalocean_firewall')).toMatchObject([
    {
      inbound_rule: [
        { port_range: '9180', source_addresses: ['198.51.100.0/24'] },
        { port_range: '9181', source_addresses: ['198.51.100.0/24'] },
      ],
    },
  ]);
});

describe('with a volume', () => {
  const volume = { sizeGb: 10 };

  test('keeps the data: no deploy replaces the nodes, never two droplets on one volume, and no plan deletes it', () => {
    const { stack } = newGroup({ volume });
    for (const droplet of resources(stack, 'digitalocean_droplet')) {
      expect(droplet).toMatchObject({
        lifecycle: { create_before_destroy: false, ignore_changes: ['user_data', 'image', 'ssh_keys', 'size'] },
      });
    }
    for (const disk of resources(stack, 'digitalocean_volume')) {
      expect(disk).toMatchObject({ lifecycle: { prevent_destroy: true } });
    }
    for (const attachment of resources(stack, 'digitalocean_volume_attachment')) {
      expect(attachment).not.toHaveProperty('lifecycle');
    }
  });

  test('a droplet is good when its node reports: its volume comes later, and a failed bootstrap begins again in place', () => {
    const { stack } = newGroup({ volume });
    for (const droplet of resources(stack, 'digitalocean_droplet'))
      expect(droplet).toMatchObject({ provisioner: [{ 'local-exec': { environment: { UNTIL_UP: 'yes' } } }] });
    const ready = Object.entries(synthesize(stack).resource.terraform_data!).filter(([name]) =>
      name.includes('-ready'),
    );
    for (const [, gate] of ready)
      expect(gate).toMatchObject({ provisioner: [{ 'local-exec': { environment: { RETRY: 'yes' } } }] });
  });

  test('publishes names at once, for the nodes must find each other to become ready', () => {
    const { stack } = newGroup({ volume });
    for (const record of resources(stack, 'cloudflare_dns_record')) expect(record).not.toHaveProperty('depends_on');
  });
});

test.each<[string, Partial<DropletGroupProps>, string]>([
  ['no nodes', { nodes: 0 }, "[test/web] 'nodes' must be a whole number from 1 to 99, got 0 (use 1 to 99)"],
  ['half a node', { nodes: 1.5 }, "'nodes' must be a whole number from 1 to 99, got 1.5"],
  ['an unknown size', { size: 'large' }, "'size' must be a droplet size's slug, got 'large'"],
  [
    'an image of another system',
    { image: 'fedora-42-x64' },
    "'image' must be an image that the nodes are made for, got 'fedora-42-x64'",
  ],
  ['a role that is no label', { role: 'Web Server' }, "'role' must be one label of a host name, got 'Web Server'"],
  [
    'user-data over 64 KiB',
    { cloudInit: [{ files: [{ path: '/large', content: 'x'.repeat(70_000) }] }] },
    'the largest are /large 70009 bytes, /var/lib/packed-files',
  ],
])('refuses %s at synth', (_, wrong, message) => {
  expect(problems(newGroup(wrong).stack)).toContainEqual(expect.stringContaining(message));
});
