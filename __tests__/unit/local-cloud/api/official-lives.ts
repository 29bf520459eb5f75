import { createAuthority } from '../../../../local-cloud/authority';
import type { TestCloud } from './cloud';
import { writeUptime } from './uptime';

/** Asks with a path of the official description, whose parameters `values` fills in; gives the body. */
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  values?: Record<string, string | number>,
  body?: object,
) => Promise<any>;

/** From creation to deletion, every operation that is served. */
export const LIVES: Readonly<Record<string, (ask: Ask, cloud: TestCloud) => Promise<void>>> = {
  'of the life of a site': async (ask) => {
    const key = (
      await ask(
        'POST',
        '/v2/account/keys',
        {},
        { name: 'k', public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHFvY8iVJ1zqgUqLfHgR8Z1FfrD3eq3bY9rS3lJc9zF7' },
      )
    ).ssh_key;
    await ask('GET', '/v2/account/keys');
    await ask('GET', '/v2/account/keys/{ssh_key_identifier}', { ssh_key_identifier: key.id });
    await ask('POST', '/v2/tags', {}, { name: 'web' });
    await ask('GET', '/v2/tags');
    await ask('GET', '/v2/tags/{tag_id}', { tag_id: 'web' });
    const vpc = (await ask('POST', '/v2/vpcs', {}, { name: 'v', region: 'fra1', ip_range: '10.20.0.0/20' })).vpc;
    await ask('GET', '/v2/vpcs/{vpc_id}', { vpc_id: vpc.id });
    await ask('GET', '/v2/vpcs');
    const fields = {
      name: 'web-1',
      region: 'fra1',
      size: 's-1vcpu-1gb',
      image: 'debian-13-x64',
      ssh_keys: [key.id],
      tags: ['web'],
      vpc_uuid: vpc.id,
    };
    const droplet = (await ask('POST', '/v2/droplets', {}, fields)).droplet;
    const id = { droplet_id: droplet.id };
    await ask('GET', '/v2/droplets');
    await ask('GET', '/v2/droplets/{droplet_id}', id);
    const action = (await ask('POST', '/v2/droplets/{droplet_id}/actions', id, { type: 'power_off' })).action;
    await ask('GET', '/v2/actions/{action_id}', { action_id: action.id });
    const volume = (await ask('POST', '/v2/volumes', {}, { name: 'data', region: 'fra1', size_gigabytes: 1 })).volume;
    await ask('GET', '/v2/volumes/{volume_id}', { volume_id: volume.id });
    await ask(
      'POST',
      '/v2/volumes/{volume_id}/actions',
      { volume_id: volume.id },
      { type: 'attach', droplet_id: droplet.id },
    );
    const { ip } = (await ask('POST', '/v2/reserved_ips', {}, { region: 'fra1' })).reserved_ip;
    await ask(
      'POST',
      '/v2/reserved_ips/{reserved_ip}/actions',
      { reserved_ip: ip },
      { type: 'assign', droplet_id: droplet.id },
    );
    await ask('GET', '/v2/reserved_ips/{reserved_ip}', { reserved_ip: ip });
    await ask('GET', '/v2/reserved_ips');
    const rules = {
      inbound_rules: [{ protocol: 'tcp', ports: '80', sources: { addresses: ['0.0.0.0/0'] } }],
      outbound_rules: [],
    };
    const firewall = (await ask('POST', '/v2/firewalls', {}, { name: 'web', tags: ['web'], ...rules })).firewall;
    await ask('GET', '/v2/firewalls/{firewall_id}', { firewall_id: firewall.id });
    await ask('PUT', '/v2/firewalls/{firewall_id}', { firewall_id: firewall.id }, { name: 'web-2', ...rules });
    for (const path of ['/v2/account', '/v2/regions', '/v2/sizes', '/v2/images']) await ask('GET', path);
    await ask('DELETE', '/v2/firewalls/{firewall_id}', { firewall_id: firewall.id });
    await ask('DELETE', '/v2/reserved_ips/{reserved_ip}', { reserved_ip: ip });
    await ask('DELETE', '/v2/droplets/{droplet_id}', id);
    await ask('DELETE', '/v2/volumes/{volume_id}', { volume_id: volume.id });
    await ask('DELETE', '/v2/vpcs/{vpc_id}', { vpc_id: vpc.id });
  },

  'of the life of a domain': async (ask) => {
    await ask('POST', '/v2/domains', {}, { name: 'example.com', ip_address: '192.0.2.1' });
    const domain = { domain_name: 'example.com' };
    const at = (rest: string) => `/v2/domains/{domain_name}${rest}`;
    await ask('GET', '/v2/domains');
    await ask('GET', at(''), domain);
    const body = { type: 'MX', name: '@', data: 'mail.example.com.', priority: 10 };
    const { id } = (await ask('POST', at('/records'), domain, body)).domain_record;
    const record = { ...domain, domain_record_id: id };
    await ask('GET', at('/records'), domain);
    await ask('GET', at('/records/{domain_record_id}'), record);
    await ask('PUT', at('/records/{domain_record_id}'), record, { ...body, priority: 20 });
    await ask('PATCH', at('/records/{domain_record_id}'), record, { type: 'MX', ttl: 60 });
    await ask('DELETE', at('/records/{domain_record_id}'), record);
    await ask('DELETE', at(''), domain);
    await ask('GET', at(''), domain);
  },

  'of the life of a certificate': async (ask) => {
    const { certificate: leaf, key } = await createAuthority('CN=example.com');
    const body = { name: 'web', type: 'custom', leaf_certificate: leaf, private_key: key };
    const id = { certificate_id: (await ask('POST', '/v2/certificates', {}, body)).certificate.id };
    await ask('GET', '/v2/certificates');
    for (const method of ['GET', 'DELETE', 'GET'] as const) await ask(method, '/v2/certificates/{certificate_id}', id);
  },

  'of the life of a project': async (ask) => {
    const fields = { name: 'shop', description: '', purpose: 'Shops', environment: 'production' };
    const id = { project_id: (await ask('POST', '/v2/projects', {}, fields)).project.id };
    const { ip } = (await ask('POST', '/v2/reserved_ips', {}, { region: 'fra1', ...id })).reserved_ip;
    await ask('POST', '/v2/domains', {}, { name: 'example.net' });
    const urns = { resources: ['do:domain:example.net', `do:reservedip:${ip}`, 'do:volume:none'] };
    const at = (rest: string) => `/v2/projects/{project_id}${rest}`;
    await ask('GET', '/v2/projects');
    for (const path of ['/v2/projects/default', at('')]) {
      await ask('GET', path, id);
      await ask('PATCH', path, id, { environment: 'Staging' });
      await ask('POST', `${path}/resources`, id, urns);
      await ask('GET', `${path}/resources`, id);
    }
    await ask('PUT', at(''), id, { ...fields, is_default: false });
    await ask('PUT', '/v2/projects/default', {}, { ...fields, name: 'Default', is_default: true });
    await ask('DELETE', at(''), id);
    await ask('POST', '/v2/projects/default/resources', {}, urns);
    await ask('DELETE', at(''), id);
    await ask('GET', at(''), id);
  },

  'of the life of alerts': async (ask, cloud) => {
    const alerts = { email: ['a@example.com'], slack: [{ channel: '#a', url: 'https://example.com/hook' }] };
    const body = {
      type: 'v1/insights/droplet/cpu',
      description: 'CPU',
      compare: 'GreaterThan',
      value: 80,
      window: '5m',
      entities: [],
      tags: ['web'],
      alerts,
      enabled: true,
    };
    const { policy } = await ask('POST', '/v2/monitoring/alerts', {}, body);
    const uuid = { alert_uuid: policy.uuid };
    await ask('GET', '/v2/monitoring/alerts');
    await ask('GET', '/v2/monitoring/alerts/{alert_uuid}', uuid);
    await ask('PUT', '/v2/monitoring/alerts/{alert_uuid}', uuid, { ...body, alerts: { ...alerts, slack: null } });
    const wanted = {
      name: 'www',
      type: 'https',
      target: 'https://www.foobar.com/',
      regions: ['eu_west'],
      enabled: true,
    };
    const { check } = await ask('POST', '/v2/uptime/checks', {}, wanted);
    const id = { check_id: check.id };
    await ask('GET', '/v2/uptime/checks');
    await ask('GET', '/v2/uptime/checks/{check_id}', id);
    await ask('GET', '/v2/uptime/checks/{check_id}/state', id);
    await writeUptime(cloud, check.id as string);
    await ask('GET', '/v2/uptime/checks/{check_id}/state', id);
    await ask('PUT', '/v2/uptime/checks/{check_id}', id, { ...wanted, regions: null });
    const down = { name: 'down', type: 'down', threshold: 0, comparison: '', period: '2m', notifications: alerts };
    const { alert } = await ask('POST', '/v2/uptime/checks/{check_id}/alerts', id, down);
    const of = { ...id, alert_id: alert.id };
    await ask('GET', '/v2/uptime/checks/{check_id}/alerts', id);
    await ask('GET', '/v2/uptime/checks/{check_id}/alerts/{alert_id}', of);
    await ask('PUT', '/v2/uptime/checks/{check_id}/alerts/{alert_id}', of, { ...down, period: '5m' });
    await ask('DELETE', '/v2/uptime/checks/{check_id}/alerts/{alert_id}', of);
    await ask('DELETE', '/v2/uptime/checks/{check_id}', id);
    await ask('DELETE', '/v2/monitoring/alerts/{alert_uuid}', uuid);
  },

  'of the life of a database cluster': async (ask) => {
    await ask('GET', '/v2/databases/options');
    const fields = {
      name: 'shop',
      engine: 'mysql',
      version: '8',
      size: 'db-s-1vcpu-2gb',
      region: 'fra1',
      num_nodes: 2,
    };
    const { id } = (await ask('POST', '/v2/databases', {}, fields)).database;
    const cluster = { database_cluster_uuid: id };
    const at = (rest: string) => `/v2/databases/{database_cluster_uuid}${rest}`;
    await ask('GET', '/v2/databases');
    expect((await ask('GET', at(''), cluster)).database).toMatchObject({ status: 'online', num_nodes: 2 });
    await ask('GET', at('/ca'), cluster);
    await ask('PUT', at('/maintenance'), cluster, { day: 'monday', hour: '03:00' });
    await ask('PUT', at('/resize'), cluster, { size: 'db-s-2vcpu-4gb', num_nodes: 3 });
    await ask('PUT', at('/upgrade'), cluster, { version: '8' });
    await ask('GET', at('/events'), cluster);
    await ask('POST', at('/dbs'), cluster, { name: 'app' });
    await ask('GET', at('/dbs'), cluster);
    await ask('GET', at('/dbs/{database_name}'), { ...cluster, database_name: 'app' });
    await ask('POST', at('/users'), cluster, { name: 'app' });
    await ask('GET', at('/users'), cluster);
    await ask('GET', at('/users/{username}'), { ...cluster, username: 'app' });
    await ask('POST', at('/users/{username}/reset_auth'), { ...cluster, username: 'app' }, {});
    await ask('PUT', at('/firewall'), cluster, { rules: [{ type: 'ip_addr', value: '10.0.0.0/8' }] });
    await ask('GET', at('/firewall'), cluster);
    await ask('PATCH', at('/config'), cluster, { config: { wait_timeout: 600 } });
    await ask('GET', at('/config'), cluster);
    await ask('PUT', at('/sql_mode'), cluster, { sql_mode: 'ANSI' });
    await ask('GET', at('/sql_mode'), cluster);
    for (const name of ['reader-1', 'reader-2']) await ask('POST', at('/replicas'), cluster, { name });
    await ask('GET', at('/replicas'), cluster);
    await ask('GET', at('/replicas/{replica_name}'), { ...cluster, replica_name: 'reader-1' });
    await ask('PUT', at('/replicas/{replica_name}/promote'), { ...cluster, replica_name: 'reader-1' });
    await ask('DELETE', at('/replicas/{replica_name}'), { ...cluster, replica_name: 'reader-2' });
    const source = { host: 'mysql.example.com', port: 3306, dbname: 'shop', username: 'migration', password: 'p' };
    const { id: migration } = await ask('PUT', at('/online-migration'), cluster, { source });
    expect(await ask('GET', at('/online-migration'), cluster)).toMatchObject({ id: migration, status: 'syncing' });
    await ask('DELETE', at('/online-migration/{migration_id}'), { ...cluster, migration_id: migration as string });
    expect(await ask('GET', at('/online-migration'), cluster)).toMatchObject({ status: 'canceled' });
    await ask('DELETE', at('/users/{username}'), { ...cluster, username: 'app' });
    await ask('DELETE', at('/dbs/{database_name}'), { ...cluster, database_name: 'app' });
    await ask('DELETE', at(''), cluster);
  },
};
