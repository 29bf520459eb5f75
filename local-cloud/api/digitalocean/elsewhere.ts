import { routePattern } from '../route-pattern';

/** First parts of paths that DigitalOcean's API has and this cloud has not. */
const RESOURCES = [
  ...['1-clicks', 'add-ons', 'apps', 'billing', 'byoip_prefixes', 'cdn', 'customers', 'dedicated-inferences'],
  ...['floating_ips', 'functions', 'gen-ai', 'kubernetes', 'load_balancers', 'nfs', 'partner_network_connect'],
  ...['registries', 'registry', 'reports', 'reserved_ipv6', 'security', 'snapshots', 'spaces'],
  ...['vpc_nat_gateways', 'vpc_peerings'],
];

/** Parts of the resources that this cloud has, and it has not. `:x` is any one word. */
const PARTS = [
  ...['/databases/:x/autoscale', '/databases/:x/backups', '/databases/:x/eviction_policy', '/databases/:x/indexes'],
  ...['/databases/:x/install_update', '/databases/:x/logsink', '/databases/:x/pools'],
  ...['/databases/:x/schema-registry', '/databases/:x/topics', '/databases/metrics'],
  ...[
    '/droplets/autoscale',
    '/droplets/backups',
    '/droplets/:x/backups',
    '/droplets/:x/destroy_with_associated_resources',
  ],
  ...['/droplets/:x/kernels', '/droplets/:x/neighbors', '/droplets/:x/snapshots'],
  ...['/images/:x/actions', '/monitoring/metrics', '/monitoring/sinks'],
  ...['/volumes/snapshots', '/volumes/:x/snapshots', '/vpcs/:x/peerings'],
];

/** Methods of paths that this cloud has, and it has not. */
const METHODS = ['POST /images', 'PUT /images/:x', 'DELETE /images/:x', 'PUT /databases/:x/users/:x'];

/** Made once: every request is held against them. */
const PATTERNS = [...RESOURCES.map((name) => `/${name}`), ...PARTS].map((path) => routePattern(path, '(/.*)?'));
const METHOD_PATTERNS = METHODS.map((one) => routePattern(one));

/** Whether a request is DigitalOcean's, though nothing here answers it; `path` is what follows /v2. */
export function isElsewhere(method: string, path: string): boolean {
  return (
    PATTERNS.some((pattern) => pattern.test(path)) ||
    METHOD_PATTERNS.some((pattern) => pattern.test(`${method} ${path}`))
  );
}
