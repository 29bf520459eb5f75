import { classifyPlan } from '../../../../testing/plan/classify-plan';
import { PLAN_RULES } from '../../../../testing/plan/plan-rules';
import type { ResourceChange } from '../../../../testing/plan/terraform-plan';
import { change, planOf, update } from './change';

const tags = (before: string[], after: string[]) =>
  change('digitalocean_droplet', 'update', { before: { tags: before }, after: { tags: after } });

const ports = (type: string, action: 'create' | 'update', before: object[], after: object[]) =>
  change(type, action, { before: { inbound_rule: before }, after: { inbound_rule: after } });
const open = (port_range: string, ...source_addresses: string[]) => ({ protocol: 'tcp', port_range, source_addresses });
const ssl = (before: string, after: string) =>
  change('cloudflare_zone_setting', 'update', {
    before: { setting_id: 'ssl', value: before },
    after: { setting_id: 'ssl', value: after },
  });
const FIREWALL = 'digitalocean_firewall';

/** For each rule one change that it judges, and a near one that is another rule's. */
const PAIRS: Readonly<Record<string, readonly [judged: ResourceChange, not: ResourceChange]>> = {
  unchanged: [change('digitalocean_droplet', 'none'), update('digitalocean_droplet', 'name')],
  forgotten: [change('digitalocean_volume', 'forget'), change('digitalocean_volume', 'destroy')],
  'watch-changed': [change('digitalocean_uptime_check', 'destroy'), change('digitalocean_droplet', 'destroy')],
  'data-destroyed': [change('digitalocean_volume', 'roll'), change('digitalocean_volume_attachment', 'roll')],
  'zone-destroyed': [change('cloudflare_zone', 'destroy'), change('cloudflare_dns_record', 'destroy')],
  'data-vanished': [
    change('digitalocean_volume', 'create', { address: 'digitalocean_volume.vanished' }),
    change('digitalocean_volume', 'create'),
  ],
  'bucket-expires': [
    update('digitalocean_spaces_bucket', 'cors_rule', 'lifecycle_rule'),
    update('digitalocean_spaces_bucket', 'cors_rule'),
  ],
  'bucket-updated': [
    update('digitalocean_spaces_bucket', 'cors_rule'),
    update('digitalocean_spaces_bucket', 'versioning'),
  ],
  'protection-weakened': [ssl('strict', 'off'), ssl('full', 'strict')],
  'access-opened': [
    ports(FIREWALL, 'create', [], [open('3306', '0.0.0.0/0')]),
    ports(FIREWALL, 'create', [], [open('443', '0.0.0.0/0')]),
  ],
  'access-widened': [
    ports(FIREWALL, 'update', [open('443', '198.51.100.0/24')], [open('443', '198.51.0.0/16')]),
    ports(FIREWALL, 'update', [open('443', '198.51.0.0/16')], [open('443', '198.51.100.0/24')]),
  ],
  'port-closed': [
    ports(FIREWALL, 'update', [open('22', '198.51.100.0/24'), open('443', '::/0')], [open('22', '198.51.100.0/24')]),
    ports(FIREWALL, 'update', [open('443', '::/0', '192.0.2.0/24')], [open('443', '::/0')]),
  ],
  'volume-grown': [update('digitalocean_volume', 'size'), update('digitalocean_volume', 'size', 'something')],
  created: [change('digitalocean_droplet', 'create'), change('digitalocean_droplet', 'replace')],
  'droplet-rolled': [change('digitalocean_droplet', 'roll'), change('digitalocean_droplet', 'replace')],
  'droplet-replaced': [change('digitalocean_droplet', 'replace'), change('digitalocean_droplet', 'roll')],
  'droplet-destroyed': [change('digitalocean_droplet', 'destroy'), change('digitalocean_droplet', 'forget')],
  'droplet-resized': [update('digitalocean_droplet', 'name', 'size'), update('digitalocean_droplet', 'resize_disk')],
  'droplet-volumes-moved': [update('digitalocean_droplet', 'volume_ids'), update('digitalocean_droplet', 'backups')],
  'droplet-untagged': [tags(['web', 'app'], ['web']), tags(['web'], ['web', 'app'])],
  'droplet-updated': [update('digitalocean_droplet', 'name'), update('digitalocean_droplet', 'name', 'something')],
  'volume-detached': [
    change('digitalocean_volume_attachment', 'roll'),
    change('digitalocean_reserved_ip_assignment', 'roll'),
  ],
  'database-reworked': [
    update('digitalocean_database_cluster', 'node_count'),
    update('digitalocean_database_cluster', 'maintenance_window'),
  ],
  'database-reconfigured': [
    update('digitalocean_database_mysql_config', 'sql_require_primary_key'),
    update('digitalocean_database_cluster', 'tags'),
  ],
  'database-sql-mode-changed': [
    update('digitalocean_database_cluster', 'sql_mode'),
    update('digitalocean_database_cluster', 'tags'),
  ],
  'database-login-changed': [
    update('digitalocean_database_user', 'mysql_auth_plugin'),
    change('digitalocean_database_user', 'replace'),
  ],
  'database-updated': [
    update('digitalocean_database_cluster', 'tags', 'maintenance_window'),
    update('digitalocean_database_cluster', 'tags', 'something'),
  ],
  'firewall-moved': [
    update('digitalocean_firewall', 'tags', 'inbound_rule'),
    update('digitalocean_firewall', 'inbound_rule'),
  ],
  'firewall-updated': [update('digitalocean_firewall', 'inbound_rule'), change('digitalocean_firewall', 'roll')],
  'firewall-destroyed': [change('digitalocean_database_firewall', 'replace'), change('digitalocean_firewall', 'none')],
  'tag-destroyed': [change('digitalocean_tag', 'roll'), change('digitalocean_ssh_key', 'roll')],
  'network-destroyed': [change('digitalocean_vpc', 'roll'), update('digitalocean_vpc', 'name')],
  'address-released': [change('digitalocean_reserved_ip', 'roll'), update('digitalocean_reserved_ip', 'droplet_id')],
  'address-moved': [
    change('digitalocean_reserved_ip_assignment', 'roll'),
    change('digitalocean_reserved_ip_assignment', 'replace'),
  ],
  'address-unassigned': [
    change('digitalocean_reserved_ip_assignment', 'replace'),
    change('digitalocean_reserved_ip_assignment', 'roll'),
  ],
  'address-reassigned': [update('digitalocean_reserved_ip', 'droplet_id'), change('digitalocean_reserved_ip', 'none')],
  'labels-updated': [update('digitalocean_vpc', 'name'), update('digitalocean_vpc', 'name', 'something')],
  'ssh-key-replaced': [change('digitalocean_ssh_key', 'replace'), change('digitalocean_tag', 'replace')],
  'record-updated': [
    update('cloudflare_dns_record', 'content', 'modified_on'),
    update('cloudflare_dns_record', 'content', 'proxied'),
  ],
  'record-renamed': [update('cloudflare_dns_record', 'name'), update('cloudflare_dns_record', 'ttl')],
  'record-rolled': [change('cloudflare_dns_record', 'roll'), change('cloudflare_dns_record', 'replace')],
  'record-destroyed': [change('cloudflare_dns_record', 'replace'), change('cloudflare_dns_record', 'roll')],
  'setting-updated': [update('cloudflare_zone_setting', 'value'), update('cloudflare_zone', 'paused')],
  'setting-left': [change('cloudflare_zone_setting', 'destroy'), change('cloudflare_ruleset', 'destroy')],
  'origin-pulls-switched': [
    update('cloudflare_authenticated_origin_pulls_settings', 'enabled'),
    change('cloudflare_authenticated_origin_pulls_settings', 'create'),
  ],
  'certificate-rolled': [
    change('cloudflare_origin_ca_certificate', 'roll'),
    change('cloudflare_origin_ca_certificate', 'replace'),
  ],
  'certificate-revoked': [
    change('cloudflare_origin_ca_certificate', 'replace'),
    change('cloudflare_origin_ca_certificate', 'roll'),
  ],
  'certificate-rekeyed': [
    update('cloudflare_authenticated_origin_pulls_certificate', 'private_key'),
    change('cloudflare_authenticated_origin_pulls_certificate', 'create'),
  ],
  'pool-updated': [update('cloudflare_load_balancer_pool', 'origins'), update('cloudflare_zone', 'paused')],
  'pool-destroyed': [change('cloudflare_load_balancer_pool', 'replace'), change('cloudflare_zone', 'replace')],
  'ruleset-destroyed': [change('cloudflare_ruleset', 'destroy'), change('cloudflare_zone_setting', 'destroy')],
  'secret-replaced': [change('random_password', 'replace'), change('random_password', 'create')],
  'derived-value-replaced': [change('tls_cert_request', 'replace'), change('tls_private_key', 'replace')],
  'gate-repeated': [change('terraform_data', 'roll'), change('terraform_data', 'create')],
  'unknown-updated': [update('aws_instance', 'tags'), change('aws_instance', 'create')],
  'unknown-destroyed': [change('aws_instance', 'replace'), change('aws_instance', 'none')],
  'left-behind': [change('digitalocean_droplet', ['create', 'forget']), change('digitalocean_droplet', 'forget')],
  'unfamiliar-action': [change('digitalocean_droplet', ['transmute']), change('digitalocean_droplet', 'create')],
};

/** Beside each judged plan: one volume that somebody deleted. */
const vanished = change('digitalocean_volume', 'destroy', { address: 'digitalocean_volume.vanished' });
const judge = (one: ResourceChange) => classifyPlan({ ...planOf(one), resource_drift: [vanished] }).changes[0]!;

test('every rule has its pair, and a name of its own', () => {
  const names = PLAN_RULES.map(({ name }) => name).sort();
  expect(Object.keys(PAIRS).sort()).toEqual(names);
  expect(names).toEqual([...new Set(names)]);
});

describe.each(PLAN_RULES)('the rule $name', ({ name, impact }) => {
  test(`judges what it is about: ${impact}`, () => {
    expect(judge(PAIRS[name]![0])).toMatchObject({ rule: name, impact });
  });

  test('leaves a near case to another rule', () => {
    expect(judge(PAIRS[name]![1]).rule).not.toBe(name);
  });
});
