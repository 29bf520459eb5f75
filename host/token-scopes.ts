/**
 * Scopes of DigitalOcean's API tokens, by its documentation (docs.digitalocean.com/reference/api/scopes). A token can have a scope only
 * with those that the scope requires, so the lists hold these as well; the local cloud refuses a list that does not.
 */

/** Of the token on the load balancers: `reserved_ip:update`, and what it requires. */
export const FAILOVER_SCOPES: readonly string[] = [
  'actions:read',
  'droplet:read',
  'image:read',
  'regions:read',
  'reserved_ip:read',
  'reserved_ip:update',
  'sizes:read',
];

const all = (resource: string) => ['create', 'delete', 'read', 'update'].map((verb) => `${resource}:${verb}`);

/** Of the token that deploys. The local cloud's deploys have no more. */
export const DEPLOY_SCOPES: readonly string[] = [
  'actions:read',
  ...['block_storage:create', 'block_storage:delete', 'block_storage:read'],
  ...['block_storage_action:create', 'block_storage_action:read'],
  ...all('database'),
  'database:view_credentials',
  ...all('droplet'),
  ...all('firewall'),
  'image:read',
  ...all('monitoring'),
  'project:read',
  'regions:read',
  ...all('reserved_ip'),
  'sizes:read',
  'ssh_key:read',
  ...['tag:create', 'tag:delete', 'tag:read'],
  ...all('uptime'),
  ...all('vpc'),
];
