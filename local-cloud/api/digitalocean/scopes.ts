/** Verb of a scope for each method. */
const VERBS: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  POST: 'create',
  PUT: 'update',
  PATCH: 'update',
  DELETE: 'delete',
};
/** First part of a path -> resource of its scopes, where it is not the same without its last letter. */
const RESOURCES: Readonly<Record<string, string>> = {
  actions: 'actions',
  monitoring: 'monitoring',
  regions: 'regions',
  sizes: 'sizes',
  uptime: 'uptime',
  volumes: 'block_storage',
  account: 'account',
};
/** What does not follow from the method and the first part of the path. */
const EXCEPTIONS: readonly { readonly request: RegExp; readonly scopes: readonly string[] }[] = [
  { request: /^\w+ \/account\/keys/, scopes: ['ssh_key:VERB'] },
  // An action changes its resource.
  { request: /^POST \/(droplets|reserved_ips)(\/[^/]+)?\/actions$/, scopes: ['RESOURCE:update'] },
  { request: /^\w+ \/firewalls\/[^/]+\/(droplets|tags|rules)$/, scopes: ['firewall:update'] },
  { request: /^GET \/droplets\/[^/]+\/firewalls$/, scopes: ['firewall:read'] },
  { request: /^\w+ \/volumes\/([^/]+\/)?actions/, scopes: ['block_storage_action:VERB'] },
  { request: /^POST \/databases\/[^/]+\/users\/[^/]+\/reset_auth$/, scopes: ['database:update'] },
  { request: /^POST \/projects\/[^/]+\/resources$/, scopes: ['project:update'] },
  { request: /^POST \/uptime\/checks\/[^/]+\/alerts$/, scopes: ['uptime:create', 'uptime:update'] },
  { request: /^DELETE \/uptime\/checks\/[^/]+\/alerts\//, scopes: ['uptime:delete', 'uptime:update'] },
  { request: /^\w+ \/sizes/, scopes: ['sizes:read', 'regions:read'] },
];

/** Scopes that a request demands, all of them; `path` is what follows /v2. */
export function scopesOf(method: string, path: string): string[] {
  const first = path.split('/')[1] ?? '';
  const resource = Object.hasOwn(RESOURCES, first) ? RESOURCES[first]! : first.replace(/s$/, '');
  const verb = VERBS[method] ?? 'update';
  const exception = EXCEPTIONS.find(({ request }) => request.test(`${method} ${path}`));
  const scopes = exception?.scopes ?? ['RESOURCE:VERB'];
  return scopes.map((scope) => scope.replace('RESOURCE', resource).replace('VERB', verb));
}

/** Requests that one other scope allows, too: a record is a part of its domain. */
const ALTERNATIVES: readonly { readonly request: RegExp; readonly scope: string }[] = [
  { request: /^(POST|DELETE) \/domains\/[^/]+\/records(\/[^/]+)?$/, scope: 'domain:update' },
];

/** A scope that does in the place of all those of `scopesOf`; undefined when there is none. */
export function alternativeScope(method: string, path: string): string | undefined {
  return ALTERNATIVES.find(({ request }) => request.test(`${method} ${path}`))?.scope;
}

const LOCATED = ['regions:read', 'sizes:read', 'actions:read'];
const OF_DROPLETS = ['droplet:read', 'image:read', ...LOCATED];
/** What a token must have, too, when it has a scope of the resource; by the documentation of each scope. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  account: [],
  actions: [],
  block_storage: OF_DROPLETS,
  block_storage_action: ['block_storage:read', ...OF_DROPLETS],
  certificate: [],
  database: LOCATED,
  domain: [],
  droplet: OF_DROPLETS,
  firewall: [],
  image: [],
  monitoring: OF_DROPLETS,
  project: [],
  regions: [],
  reserved_ip: OF_DROPLETS,
  sizes: [],
  ssh_key: [],
  tag: [],
  uptime: [],
  vpc: LOCATED,
};

/** What is wrong with the scopes of a token, in one sentence; undefined when DigitalOcean would make it. */
export function scopesProblem(scopes: readonly string[]): string | undefined {
  for (const scope of scopes) {
    const [resource = '', verb] = scope.split(':');
    if (!Object.hasOwn(REQUIRED, resource) || !/^(create|read|update|delete|view_credentials)$/.test(verb ?? ''))
      return `there is no scope '${scope}'`;
    const required = [
      ...REQUIRED[resource]!,
      ...(verb === 'read' ? [] : [`${resource}:read`]),
      ...(scope === 'reserved_ip:create' ? ['project:read'] : []),
    ];
    const missing = required.filter((one) => !scopes.includes(one));
    if (missing.length > 0) return `${scope} requires ${missing.join(', ')}`;
  }
  return undefined;
}
