import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { HAPROXY_FILES } from '../../../../constructs/load-balancer/haproxy-model';
import { haproxySettings } from '../../../../constructs/load-balancer/haproxy-parts';
import { DEFAULT_LIMITS } from '../../../../constructs/load-balancer/request-limits';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import type { WebInfrastructureProps } from '../../../../constructs/web-infrastructure';
import { ZONE_ID, problems, resources, synthesize } from '../synth';
import { wholeSite } from '../whole-site';

const siteWith = (props: Partial<WebInfrastructureProps>) =>
  wholeSite({ loadBalancer: { failover: Failover.edge() }, database: MysqlDatabase.managed(), ...props }).stack;
const NAMES = { aliases: ['foobar.com', 'shop.foobar.de'], redirects: ['old.foobar.com', 'old-name.com'] };
const ALL = ['foobar.com', 'old-name.com', 'old.foobar.com', 'shop.foobar.de', 'www.foobar.com'];

test('aliases and redirects have records, each in its own zone', () => {
  const stack = siteWith({ ...NAMES, otherZoneIds: { 'old-name.com': ZONE_ID } });
  expect(problems(stack)).toEqual([]);
  const { data } = synthesize(stack);
  const zones = Object.entries(data.cloudflare_zone!) as [string, { filter: { name: string } }][];
  expect(zones.map(([, { filter }]) => filter.name).sort()).toEqual(['foobar.com', 'foobar.de']);
  const zoneIdOf = (name: string) =>
    `\${data.cloudflare_zone.${zones.find(([, { filter }]) => filter.name === name)![0]}.zone_id}`;
  const records = resources(stack, 'cloudflare_dns_record').filter(({ name }) => ALL.includes(String(name)));
  const places = Object.fromEntries(records.map(({ name, zone_id }) => [String(name), zone_id]));
  expect(places).toEqual({
    'www.foobar.com': zoneIdOf('foobar.com'),
    'foobar.com': zoneIdOf('foobar.com'),
    'old.foobar.com': zoneIdOf('foobar.com'),
    'shop.foobar.de': zoneIdOf('foobar.de'),
    'old-name.com': ZONE_ID,
  });
});

test('with a pool, each name is balanced in its own zone', () => {
  const failover = Failover.edge({ pool: { accountId: 'f'.repeat(32) } });
  const stack = siteWith({ ...NAMES, otherZoneIds: { 'old-name.com': ZONE_ID }, loadBalancer: { failover } });
  const balancers = resources(stack, 'cloudflare_load_balancer');
  expect(balancers.map(({ name }) => name).sort()).toEqual(ALL);
  expect(balancers.filter(({ zone_id }) => zone_id === ZONE_ID).map(({ name }) => name)).toEqual(['old-name.com']);
});

test('the certificate covers all names', () => {
  const stack = siteWith(NAMES);
  expect(resources(stack, 'cloudflare_origin_ca_certificate')).toMatchObject([{ hostnames: ALL }]);
  const request = resources(stack, 'tls_cert_request').find(({ dns_names }) =>
    (dns_names as string[] | undefined)?.includes('www.foobar.com'),
  );
  expect([...(request!.dns_names as string[])].sort()).toEqual(ALL);
});

test('the proxy is set up alike in each zone, and the load balancers trust the certificates of all', () => {
  const stack = siteWith({ ...NAMES, otherZoneIds: { 'old-name.com': ZONE_ID } });
  const settings = resources(stack, 'cloudflare_zone_setting');
  expect(settings).toHaveLength(9);
  expect(settings.filter(({ zone_id }) => zone_id === ZONE_ID)).toHaveLength(3);
  expect(resources(stack, 'cloudflare_authenticated_origin_pulls_settings')).toHaveLength(3);
});

test('further names change settings, and nothing that a droplet is made of', () => {
  const droplets = (props: Partial<WebInfrastructureProps>) =>
    resources(siteWith(props), 'digitalocean_droplet').map(({ name, user_data }) => [name, user_data]);
  expect(droplets(NAMES)).toEqual(droplets({}));
  // What is sent to the nodes.
  const locals = (props: Partial<WebInfrastructureProps>) =>
    (synthesize(siteWith(props)) as unknown as { readonly locals: unknown }).locals;
  expect(locals({})).toBeDefined();
  expect(locals(NAMES)).not.toEqual(locals({}));
});

test('the longest zone that is given holds a name', () => {
  const otherZoneIds = { 'shop.foobar.com': ZONE_ID };
  const records = resources(siteWith({ aliases: ['a.shop.foobar.com'], otherZoneIds }), 'cloudflare_dns_record');
  const inOther = records.filter(({ zone_id }) => zone_id === ZONE_ID).map(({ name }) => name);
  expect(new Set(inOther)).toEqual(new Set(['a.shop.foobar.com']));
});

test('a wrong zone id is one message', () => {
  const stack = siteWith({ redirects: ['old-name.com'], otherZoneIds: { 'old-name.com': 'zone' } });
  expect(problems(stack)).toEqual([expect.stringContaining("'otherZoneIds['old-name.com']' must be the id of a")]);
});

test('all names that are wrong are reported at once, each by its prop', () => {
  const stack = siteWith({ aliases: ['*.foobar.com', 'foobar.com'], redirects: ['foobar.com', 'co.uk', 'A.com'] });
  expect(problems(stack).map((problem) => /'(.*?)' must .*? got '(.*?)'/.exec(problem)!.slice(1).join(' '))).toEqual([
    'aliases *.foobar.com',
    'redirects foobar.com',
    'redirects co.uk',
    'redirects A.com',
  ]);
});

test('the node gets names for HAProxy, one a line, in lower case, in a form that holds them', () => {
  const names = { served: ['WWW.foobar.com', 'foobar.com'], redirected: ['old-name.com'] };
  const file = haproxySettings(DEFAULT_LIMITS, names).files.find(({ path }) => path === HAPROXY_FILES.hostNames)!;
  expect(file.content).toBe('www.foobar.com serve\nfoobar.com serve\nold-name.com redirect\n');
  expect(file.form.accepts(file.content)).toBe(true);
  expect(file.form.accepts('foobar.com serve\n  lua-load /tmp/x')).toBe(false);
});
