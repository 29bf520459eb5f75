/** The stand-ins and the project's own APIs, with droplets that only exist on paper: what is applied is what a refresh finds. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cloud } from '../../../local-cloud/api/cloud';
import { createApi } from '../../../local-cloud/api/server';
import { Store } from '../../../local-cloud/api/store';
import { MemoryRuntime } from '../../../local-cloud/memory-runtime';
import { askRegistryHost, reattachVariable } from '../../../local-cloud/providers/reattach';
import { serveResidentProviders, type ResidentProviders } from '../../../local-cloud/providers/wire/resident';

const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
const SSH_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFl4vvBKPWPYKdgJ0BG1DUCSMwaBHPqWmGB0qgGwqnvJ team';

const SHOP = '${digitalocean_database_cluster.shop.id}';

const IN_DOMAIN = { domain: '${digitalocean_domain.shop.id}' };

const configuration = (size: string, volumeGb: number, ttl: number) => ({
  terraform: {
    required_providers: {
      digitalocean: { source: 'digitalocean/digitalocean' },
      cloudflare: { source: 'cloudflare/cloudflare' },
      random: { source: 'hashicorp/random' },
      tls: { source: 'hashicorp/tls' },
    },
  },
  data: {
    digitalocean_database_ca: { shop: { cluster_id: SHOP } },
    cloudflare_zone: { zone: { filter: { name: 'foobar.com' } } },
    cloudflare_ip_ranges: { edge: {} },
  },
  resource: {
    digitalocean_vpc: { main: { name: 'main', region: 'fra1', ip_range: '10.20.0.0/24' } },
    digitalocean_tag: { web: { name: 'web' } },
    digitalocean_ssh_key: { team: { name: 'team', public_key: SSH_KEY } },
    digitalocean_droplet: {
      web: {
        count: 2,
        name: 'web-${count.index + 1}',
        image: 'ubuntu-24-04-x64',
        region: 'fra1',
        size,
        monitoring: true,
        vpc_uuid: '${digitalocean_vpc.main.id}',
        ssh_keys: ['${digitalocean_ssh_key.team.id}'],
        tags: ['${digitalocean_tag.web.id}'],
        user_data: '#cloud-config\n',
      },
    },
    digitalocean_volume: {
      data: { name: 'data', region: 'fra1', size: volumeGb, initial_filesystem_type: 'ext4' },
    },
    digitalocean_volume_attachment: {
      data: { droplet_id: '${digitalocean_droplet.web[0].id}', volume_id: '${digitalocean_volume.data.id}' },
    },
    digitalocean_database_cluster: {
      shop: {
        name: 'shop',
        engine: 'mysql',
        version: '8',
        size: 'db-s-1vcpu-2gb',
        region: 'fra1',
        node_count: 2,
        private_network_uuid: '${digitalocean_vpc.main.id}',
        maintenance_window: [{ day: 'monday', hour: '03:00' }],
        tags: ['${digitalocean_tag.web.id}'],
      },
    },
    digitalocean_database_db: { app: { cluster_id: SHOP, name: 'app' } },
    digitalocean_database_user: { app: { cluster_id: SHOP, name: 'app' } },
    digitalocean_database_firewall: {
      shop: { cluster_id: SHOP, rule: [{ type: 'tag', value: '${digitalocean_tag.web.id}' }] },
    },
    digitalocean_database_replica: {
      reader: {
        cluster_id: SHOP,
        name: 'shop-reader',
        region: 'fra1',
        size: volumeGb > 10 ? 'db-s-2vcpu-4gb' : 'db-s-1vcpu-2gb',
      },
    },
    digitalocean_database_mysql_config: {
      shop: { cluster_id: SHOP, wait_timeout: 900, long_query_time: 0.5, slow_query_log: true },
    },
    digitalocean_domain: {
      shop: { name: 'example.com', ip_address: '192.0.2.1' },
      other: { name: 'example.org' },
    },
    digitalocean_record: {
      www: { ...IN_DOMAIN, type: 'A', name: 'www', value: '192.0.2.1', ttl },
      alias: { ...IN_DOMAIN, type: 'CNAME', name: 'alias.example.com.', value: 'www.example.com.' },
      mail: { ...IN_DOMAIN, type: 'MX', name: 'example.com.', value: '@', priority: 0 },
      sip: { ...IN_DOMAIN, type: 'SRV', name: '_sip._tcp', value: 'sip.example.net.', priority: 1, weight: 0, port: 0 },
      issuer: { ...IN_DOMAIN, type: 'CAA', name: '@', value: 'letsencrypt.org.', flags: 0, tag: 'issue' },
      contact: { ...IN_DOMAIN, type: 'CAA', name: '@', value: 'mailto:ca@example.com', flags: 0, tag: 'iodef' },
    },
    digitalocean_reserved_ip: { front: { region: 'fra1' } },
    digitalocean_reserved_ip_assignment: {
      front: {
        ip_address: '${digitalocean_reserved_ip.front.ip_address}',
        droplet_id: '${digitalocean_droplet.web[0].id}',
        depends_on: ['digitalocean_volume_attachment.data'],
      },
    },
    digitalocean_firewall: {
      web: {
        name: 'web',
        tags: ['${digitalocean_tag.web.id}'],
        inbound_rule: [
          { protocol: 'tcp', port_range: '443', source_addresses: '${data.cloudflare_ip_ranges.edge.ipv4_cidrs}' },
          { protocol: 'icmp', source_tags: ['${digitalocean_tag.web.id}'] },
        ],
        outbound_rule: [{ protocol: 'tcp', port_range: 'all', destination_addresses: ['0.0.0.0/0', '::/0'] }],
      },
    },
    digitalocean_monitor_alert: {
      web: {
        description: 'CPU of web',
        type: 'v1/insights/droplet/cpu',
        compare: 'GreaterThan',
        value: volumeGb > 10 ? 90 : 80,
        window: '5m',
        tags: ['${digitalocean_tag.web.id}'],
        alerts: { email: ['a@example.com'], slack: [{ channel: '#a', url: 'https://example.com/hook' }] },
      },
      shop: {
        description: 'disk of shop',
        type: 'v1/dbaas/alerts/disk_utilization_alerts',
        compare: 'GreaterThan',
        value: 80,
        window: '5m',
        entities: [SHOP],
        alerts: { email: ['a@example.com'] },
      },
    },
    digitalocean_uptime_check: {
      www: { name: 'www', target: 'https://www.foobar.com/', regions: ['us_east', 'eu_west'] },
    },
    digitalocean_uptime_alert: {
      down: {
        check_id: '${digitalocean_uptime_check.www.id}',
        name: 'down',
        type: 'down_global',
        comparison: 'less_than',
        threshold: 1,
        period: volumeGb > 10 ? '5m' : '2m',
        notifications: { email: ['a@example.com'] },
      },
    },
    cloudflare_dns_record: {
      www: {
        zone_id: '${data.cloudflare_zone.zone.zone_id}',
        name: 'www.foobar.com',
        type: 'A',
        content: '${digitalocean_reserved_ip.front.ip_address}',
        ttl: 1,
        proxied: true,
      },
      node: {
        zone_id: '${data.cloudflare_zone.zone.zone_id}',
        name: 'web-1.int.foobar.com',
        type: 'A',
        content: '${digitalocean_droplet.web[0].ipv4_address_private}',
        ttl,
        comment: 'private',
      },
    },
    cloudflare_zone_setting: {
      ssl: { zone_id: '${data.cloudflare_zone.zone.zone_id}', setting_id: 'ssl', value: 'strict' },
    },
    random_password: { root: { length: 20, special: false } },
    tls_private_key: { origin: { algorithm: 'ECDSA', ecdsa_curve: 'P256' } },
    tls_cert_request: {
      origin: {
        private_key_pem: '${tls_private_key.origin.private_key_pem}',
        subject: [{ common_name: 'foobar.com' }],
        dns_names: ['*.foobar.com', 'foobar.com'],
      },
    },
    cloudflare_origin_ca_certificate: {
      origin: {
        csr: '${tls_cert_request.origin.cert_request_pem}',
        hostnames: ['*.foobar.com', 'foobar.com'],
        request_type: 'origin-ecc',
        requested_validity: 5475,
      },
    },
  },
});

describe('a deploy with the stand-ins to the local APIs', () => {
  const api: { close(): Promise<unknown> }[] = [];
  let directory: string;
  let store: Store;
  let address: string;
  let token: string;
  let providers: ResidentProviders;
  let env: NodeJS.ProcessEnv;

  const terraform = async (...args: string[]) =>
    (await promisify(execFile)(TERRAFORM, [...args, '-no-color'], { cwd: directory, env })).stdout;
  const write = (...values: Parameters<typeof configuration>) =>
    writeFile(join(directory, 'main.tf.json'), JSON.stringify(configuration(...values)));

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-api-'));
    store = await Store.open(join(directory, 'state'), 'test');
    const server = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
    api.push(server);
    await server.listen({ port: 0, host: '127.0.0.1' });
    address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    token = store.issueToken('digitalocean', null);
    providers = await serveResidentProviders({
      DIGITALOCEAN_API_URL: address,
      DIGITALOCEAN_TOKEN: token,
      CLOUDFLARE_BASE_URL: `${address}/client/v4`,
      CLOUDFLARE_API_TOKEN: store.issueToken('cloudflare', null),
    });
    env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_REATTACH_PROVIDERS: reattachVariable(providers.reattach, await askRegistryHost(TERRAFORM)),
    };
    await write('s-1vcpu-1gb', 10, 60);
    await terraform('init');
  });

  afterAll(async () => {
    await providers?.close();
    await Promise.all(api.map((one) => one.close()));
    await rm(directory, { recursive: true, force: true });
  });

  it('leaves nothing to do once it is applied', async () => {
    await terraform('apply', '-auto-approve');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('changes in place what can be, and leaves nothing to do', async () => {
    await write('s-2vcpu-2gb', 20, 120);
    expect(await terraform('apply', '-auto-approve')).toContain('0 added, 8 changed, 0 destroyed');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('plans a droplet anew that was deleted behind its back, and what hung on it', async () => {
    const { id } = store.state.droplets.find(({ name }) => name === 'web-1')!;
    const deleted = await fetch(`${address}/v2/droplets/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(deleted.status).toBe(204);
    const plan = await terraform('plan');
    expect(plan).toContain('digitalocean_droplet.web[0] will be created');
    expect(plan).toContain('digitalocean_volume_attachment.data will be created');
    expect(plan).toContain('digitalocean_reserved_ip_assignment.front will be created');
    await terraform('apply', '-auto-approve');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('takes up what is there by its id', async () => {
    const [, id] = /id\s+= "([^"]+)"/.exec(await terraform('state', 'show', 'digitalocean_vpc.main'))!;
    await terraform('state', 'rm', 'digitalocean_vpc.main');
    await terraform('import', 'digitalocean_vpc.main', id!);
    const alias = store.state.domains
      .find(({ name }) => name === 'example.com')!
      .records.find(({ type }) => type === 'CNAME')!;
    await terraform('state', 'rm', 'digitalocean_domain.other', 'digitalocean_record.alias');
    await terraform('import', 'digitalocean_domain.other', 'example.org');
    await terraform('import', 'digitalocean_record.alias', `example.com,${alias.id}`);
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('destroys all of it', async () => {
    await terraform('destroy', '-auto-approve');
    const { droplets, domains, volumes, firewalls, vpcs, reservedIps, managedMysql, monitoring } = store.state;
    expect({ droplets, domains, volumes, firewalls, reservedIps, clusters: managedMysql!.clusters }).toEqual({
      clusters: [],
      domains: [],
      droplets: [],
      volumes: [],
      firewalls: [],
      reservedIps: [],
    });
    expect(monitoring).toEqual({ policies: [], checks: [], speed: 1 });
    expect(vpcs.filter(({ name }) => name === 'main')).toEqual([]);
  });
});
