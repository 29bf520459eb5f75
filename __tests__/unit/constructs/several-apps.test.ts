import { AppSource } from '../../../constructs/app/app-source';
import { MysqlDatabase } from '../../../constructs/mysql/database/mysql-database';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import type { SiteDescription } from '../../../constructs/site-output/site-description';
import { stackFacts } from '../../../constructs/site-output/stack-facts';
import type { RoutedAppProps, WebInfrastructureProps } from '../../../constructs/web-infrastructure';
import { problems, resources, synthesize, textsOf } from './synth';
import { wholeSite } from './whole-site';

const source = AppSource.sample();
const SHOP: RoutedAppProps = { source };
const DOCS: RoutedAppProps = { source, route: { path: '/docs' }, nodes: 1 };
const API: RoutedAppProps = { source, route: { host: 'api.foobar.com' } };

const siteWith = (apps: WebInfrastructureProps['apps'], more: Partial<WebInfrastructureProps> = {}) =>
  wholeSite({ app: undefined, apps, database: MysqlDatabase.managed(), ...more });

/** Each resource's text by its address, with the settings that it hands over in a text of their own. */
function configurationOf(stack: ReturnType<typeof siteWith>['stack']): Readonly<Record<string, string>> {
  const { resource, locals } = synthesize(stack);
  const named = Object.entries(resource).flatMap(([type, all]) =>
    Object.entries(all).map(([name, one]): [string, string] => [`${type}.${name}`, JSON.stringify(one)]),
  );
  const texts = Object.entries(locals).map(([name, text]): [string, string] => [`local.${name}`, String(text)]);
  return Object.fromEntries([...named, ...texts]);
}

/** Addresses of which the text is another. */
function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return Object.keys(before).filter((address) => before[address] !== after[address]);
}

test('each app has nodes of its own, and the web servers call each by its name', () => {
  const { stack, site } = siteWith({ shop: SHOP, docs: DOCS, api: API });
  expect(problems(stack)).toEqual([]);
  const hosts = site.nodeNames.map((name) => name.split('.')[0]);
  expect(hosts).toEqual(['lb-1', 'lb-2', 'web-1', 'web-2', 'shop-1', 'shop-2', 'docs-1', 'api-1', 'api-2']);
  expect(site.app).toBe(site.apps.shop);
  const texts = textsOf(stack);
  for (const app of ['shop', 'docs', 'api'])
    expect(texts).toContain(`server-template ${app}- 20 ipv4@${app}.int.foobar.com:8000`);
  expect(texts).toContain('default shop;\n~^api\\.foobar\\.com(/|\\z) api;\n~^[^/]*/docs(/|\\z) docs;\n');
});

test("an app is checked by the name that its requests have, the site's or its route's", () => {
  const checked = [
    ...textsOf(siteWith({ shop: SHOP, docs: DOCS, api: API }).stack).matchAll(
      /send meth GET uri \/healthz ver HTTP\/1.1 hdr Host '([\w.]+)'/g,
    ),
  ];
  expect(new Set(checked.map(([, host]) => host))).toEqual(new Set(['www.foobar.com', 'api.foobar.com']));
});

test('a host of a route is a name of the site: with a record, on the certificate, and served by the load balancers', () => {
  const { stack } = siteWith({ shop: SHOP, api: API });
  expect(resources(stack, 'cloudflare_dns_record').map(({ name }) => name)).toContain('api.foobar.com');
  const certificates = resources(stack, 'tls_cert_request').map(({ dns_names }) => dns_names);
  expect(certificates).toContainEqual(['www.foobar.com', 'api.foobar.com']);
  expect(textsOf(stack)).toContain('www.foobar.com serve\napi.foobar.com serve\n');
});

test('an app at a host in another zone has its record there', () => {
  const { stack } = siteWith({ shop: SHOP, api: { ...API, route: { host: 'api.foobar.de' } } });
  expect(problems(stack)).toEqual([]);
  const zones = Object.values(synthesize(stack).data.cloudflare_zone!).map(({ filter }) => filter as { name: string });
  expect(zones.map(({ name }) => name).sort()).toEqual(['foobar.com', 'foobar.de']);
});

test.each<[string, WebInfrastructureProps['apps'], WebInfrastructureProps['apps']]>([
  ['another path', { shop: SHOP, api: API }, { docs: DOCS, shop: SHOP, api: API }],
  ['another host', { shop: SHOP, docs: DOCS }, { shop: SHOP, docs: DOCS, api: API }],
  ['more nodes', { shop: SHOP, docs: DOCS }, { shop: SHOP, docs: { ...DOCS, nodes: 21 } }],
])('an app with %s changes no user-data and no droplet of another tier, nor another app', (_what, before, after) => {
  const changed = changes(configurationOf(siteWith(before).stack), configurationOf(siteWith(after).stack));
  const allowed = [
    // Its nodes among those that may log in to the database, and that the load balancers' administrators reach.
    /^digitalocean_database_firewall\./,
    // New names, on the certificate, and in the load balancers' settings.
    /^(local|tls_cert_request|cloudflare_origin_ca_certificate)\.site_load-balancer_(certificate|nodes_settings)/,
    // Nodes of the new app ask the web servers whether they have found them.
    /^digitalocean_firewall\.site_web_firewall/,
    // What the web servers know of their apps: settings, which their gates hand over.
    /^local\.site_web_settings_payload/,
    // The web servers come after the names of all apps, which orders their making and changes nothing.
    /^digitalocean_droplet\.site_web_web-/,
    /^local\.site_docs_user-data$/,
  ];
  expect(changed.filter((address) => !allowed.some((one) => one.test(address)))).toEqual([]);
  const droplets = (stack: ReturnType<typeof siteWith>['stack']) =>
    resources(stack, 'digitalocean_droplet')
      .filter(({ name }) => String(name).startsWith('web-'))
      .map((one) => ({ ...one, depends_on: undefined }));
  expect(droplets(siteWith(after).stack)).toEqual(droplets(siteWith(before).stack));
});

test("'app' is the same as the app of that label, but for what takes a web server out", () => {
  const short = configurationOf(wholeSite({ app: SHOP, database: MysqlDatabase.managed() }).stack);
  const long = configurationOf(siteWith({ app: SHOP }).stack);
  expect(Object.keys(long)).toEqual(Object.keys(short));
  expect(changes(short, long)).toEqual([expect.stringMatching(/^local\.site_load-balancer_nodes_user-data/)]);
});

test('an app without the database gets no credentials, and the database does not let it in', () => {
  const { stack } = siteWith({ shop: SHOP, docs: { ...DOCS, database: false } });
  const { locals } = synthesize(stack);
  const has = (app: string) =>
    Object.entries(locals).some(
      ([name, text]) => name.startsWith(`site_app-${app}`) && String(text).includes('DATABASE_PASSWORD'),
    );
  expect([has('shop'), has('docs')]).toEqual([true, false]);
  const [firewall] = resources(stack, 'digitalocean_database_firewall');
  expect(JSON.stringify(firewall)).not.toContain('docs');
});

test('without an app for all other requests those are answered 404', () => {
  const { stack, site } = siteWith({ docs: DOCS, api: API });
  expect(problems(stack)).toEqual([]);
  expect(site.app).toBe(site.apps.docs);
  expect(textsOf(stack)).toContain('default "";\n');
});

test.each<[string, Partial<WebInfrastructureProps>, readonly string[]]>([
  [
    'neither app nor apps',
    {},
    [
      "[test/site] 'app' must be given, got nothing (write app: {...} or apps: { shop: {...} }; a site without an app has 'web.staticFiles')",
    ],
  ],
  [
    'both',
    { app: SHOP, apps: { shop: SHOP } },
    [
      "[test/site] 'app' must be left out beside 'apps', got 'both' (move the app into apps, where one without a route has all that the others do not have)",
    ],
  ],
  [
    'two apps with one route',
    { apps: { a: API, b: API } },
    [
      "[test/site] 'apps.b.route' must differ from 'apps.a.route', got 'api.foobar.com' (give one of them another host or path)",
    ],
  ],
  [
    'a host that is redirected',
    { apps: { a: API }, redirects: ['api.foobar.com'] },
    ["[test/site] 'apps.a.route.host' must be no name of 'redirects', got 'api.foobar.com' (leave it out there)"],
  ],
  [
    'a path that nginx answers itself',
    { apps: { a: { source, route: { path: '/assets/a' } } }, web: { staticFiles: { path: '/assets/', files: {} } } },
    [
      "[test/site/web] 'routes.path' must lie outside of 'staticFiles.path', got '/assets/a' (choose another path: nginx answers this one itself)",
    ],
  ],
  [
    'several apps on the web servers',
    { apps: { a: { ...SHOP, nodes: 0 } } },
    [
      "[test/site] 'apps.a.nodes' must be at least 1, got 0 (leave it out; an app on the web servers is the site's only one, in 'app')",
    ],
  ],
])('refuses %s, once', (_what, props, messages) => {
  expect(problems(siteWith(undefined, props).stack)).toEqual(messages);
});

test('the command and the dashboards know the tiers of all apps', () => {
  const { stack } = siteWith({ shop: SHOP, docs: DOCS });
  const [{ value }] = Object.values(synthesize(stack).output) as [{ value: SiteDescription }];
  expect(value.tiers.map(({ role, kind }) => [role, kind])).toEqual([
    ['lb', 'loadBalancer'],
    ['web', 'web'],
    ['shop', 'app'],
    ['docs', 'app'],
  ]);
  const dashboard = stackFacts(stack).dashboards['app.json'];
  expect(dashboard).toContain('sum(site_node_ready{tier=~\\"shop|docs\\"})');
});

test('self-hosted monitoring scrapes the metrics of each app, and its alerts know each tier', () => {
  const monitoring = Monitoring.selfHosted({ email: ['ops@foobar.com'], webhooks: ['https://alerts.foobar.com/'] });
  const { stack } = siteWith({ shop: SHOP, docs: { ...DOCS, source: AppSource.sample() } }, { monitoring });
  expect(problems(stack)).toEqual([]);
  const texts = textsOf(stack);
  for (const app of ['shop', 'docs']) expect(texts).toContain(`job_name: tier-${app}`);
  expect(texts).toMatch(/tier=~"[a-z|]*shop[a-z|]*"/);
  const firewall = resources(stack, 'digitalocean_firewall').find(({ name }) => name === 'int-foobar-com-docs')!;
  expect((firewall.inbound_rule as { port_range: string }[]).map(({ port_range }) => port_range)).toContain('8001');
});

test('a site without a database is ordinary: its app gets no credentials', () => {
  const { stack, site } = wholeSite({
    database: undefined,
    monitoring: Monitoring.standard({ email: ['ops@foobar.com'] }),
  });
  expect(problems(stack)).toEqual([]);
  expect(site.nodeNames.map((name) => name.split('.')[0])).toEqual([
    'lb-1',
    'lb-2',
    'web-1',
    'web-2',
    'app-1',
    'app-2',
  ]);
  expect(Object.values(synthesize(stack).locals).join('\n')).not.toContain('DATABASE_PASSWORD=');
  expect(() => site.database).toThrow("[test/site] the site has no database (give it one: 'database')");
});

test('so is a site of files alone: nginx answers, and everything else is 404', () => {
  const staticFiles = { path: '/files/', files: { 'a.txt': 'a' } };
  const { stack, site } = siteWith(undefined, { database: undefined, web: { staticFiles } });
  expect(problems(stack)).toEqual([]);
  expect([site.app, site.apps, site.web.reachPort]).toEqual([undefined, {}, undefined]);
  const texts = textsOf(stack);
  expect(texts).toContain(Buffer.from('default "";\n').toString('base64'));
  expect(texts).not.toContain('services.cfg');
});
