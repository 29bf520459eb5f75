import type { PlannedStack } from '../project/planned-stack';

const LOCATED = ['actions:read', 'regions:read', 'sizes:read'];
const OF_DROPLETS = [...LOCATED, 'droplet:read', 'image:read'];
const all = (resource: string) => ['create', 'delete', 'read', 'update'].map((verb) => `${resource}:${verb}`);

/** Type of a resource or data source -> DigitalOcean's scopes that a deploy with it needs, and those that DigitalOcean requires with them. */
const SCOPES_OF: Readonly<Record<string, readonly string[]>> = {
  digitalocean_database_cluster: [...all('database'), 'database:view_credentials', ...LOCATED],
  digitalocean_database_ca: ['database:read', ...LOCATED],
  digitalocean_database_db: [...all('database'), ...LOCATED],
  digitalocean_database_firewall: [...all('database'), ...LOCATED],
  digitalocean_database_mysql_config: [...all('database'), ...LOCATED],
  digitalocean_database_replica: [...all('database'), 'database:view_credentials', ...LOCATED],
  digitalocean_database_user: [...all('database'), 'database:view_credentials', ...LOCATED],
  digitalocean_droplet: [...all('droplet'), ...OF_DROPLETS],
  digitalocean_firewall: all('firewall'),
  digitalocean_monitor_alert: [...all('monitoring'), ...OF_DROPLETS],
  digitalocean_project: all('project'),
  digitalocean_project_resources: all('project'),
  digitalocean_reserved_ip: [...all('reserved_ip'), 'project:read', ...OF_DROPLETS],
  digitalocean_reserved_ip_assignment: [...all('reserved_ip'), ...OF_DROPLETS],
  digitalocean_ssh_key: all('ssh_key'),
  digitalocean_tag: ['tag:create', 'tag:delete', 'tag:read'],
  digitalocean_uptime_alert: all('uptime'),
  digitalocean_uptime_check: all('uptime'),
  digitalocean_volume: ['block_storage:create', 'block_storage:delete', 'block_storage:read', ...OF_DROPLETS],
  digitalocean_volume_attachment: [
    ...['block_storage:read', 'block_storage_action:create', 'block_storage_action:read'],
    ...OF_DROPLETS,
  ],
  digitalocean_vpc: [...all('vpc'), ...LOCATED],
};

const SCOPES_OF_DATA: Readonly<Record<string, readonly string[]>> = {
  digitalocean_ssh_key: ['ssh_key:read'],
  digitalocean_database_ca: ['database:read', ...LOCATED],
  digitalocean_vpc: ['vpc:read', ...LOCATED],
};

/** Scopes that the token of a deploy of this stack needs, and types that the table does not have. */
export function deployScopes(stack: PlannedStack): { readonly scopes: readonly string[]; readonly unknown: string[] } {
  const types = [...new Set(stack.resources().map(({ type }) => type))].filter((type) =>
    type.startsWith('digitalocean_'),
  );
  const ofData = Object.entries(SCOPES_OF_DATA).flatMap(([type, scopes]) =>
    stack.dataSources(type).length > 0 ? scopes : [],
  );
  const scopes = new Set([...types.flatMap((type) => SCOPES_OF[type] ?? []), ...ofData]);
  return { scopes: [...scopes].sort(), unknown: types.filter((type) => !Object.hasOwn(SCOPES_OF, type)) };
}

/** Requests that change nothing, by the scope that they demand: for an API that does not tell a token's scopes. */
export const PROBES: Readonly<Record<string, string>> = {
  'account:read': '/v2/account',
  'actions:read': '/v2/actions?per_page=1',
  'block_storage:read': '/v2/volumes?per_page=1',
  'database:read': '/v2/databases?per_page=1',
  'droplet:read': '/v2/droplets?per_page=1',
  'firewall:read': '/v2/firewalls?per_page=1',
  'image:read': '/v2/images?per_page=1',
  'monitoring:read': '/v2/monitoring/alerts?per_page=1',
  'project:read': '/v2/projects?per_page=1',
  'regions:read': '/v2/regions?per_page=1',
  'reserved_ip:read': '/v2/reserved_ips?per_page=1',
  'sizes:read': '/v2/sizes?per_page=1',
  'ssh_key:read': '/v2/account/keys?per_page=1',
  'tag:read': '/v2/tags?per_page=1',
  'uptime:read': '/v2/uptime/checks?per_page=1',
  'vpc:read': '/v2/vpcs?per_page=1',
};
