import { CloudflareProxy } from '../../../../constructs/dns/cloudflare-proxy';
import { SiteRecords } from '../../../../constructs/dns/site-records';
import { Zone } from '../../../../constructs/dns/zone';
import { ZONE_ID, newStack, problems, resources, synthesize } from '../synth';

/** Evaluated by Terraform over good, empty, malformed and too wide lists when it was written. */
const PLAUSIBLE =
  '${length(self.ipv4_cidrs) > 0 && alltrue([for cidr in self.ipv4_cidrs : try(cidrhost(cidr, 0) != "" && tonumber(split("/", cidr)[1]) >= 12, false)])' +
  ' && length(self.ipv6_cidrs) > 0 && alltrue([for cidr in self.ipv6_cidrs : try(cidrhost(cidr, 0) != "" && tonumber(split("/", cidr)[1]) >= 24, false)])}';

test('finds the zone by its name', () => {
  const stack = newStack();
  new Zone(stack, 'zone', { name: 'foobar.com' });
  expect(Object.values(synthesize(stack).data.cloudflare_zone!)).toMatchObject([{ filter: { name: 'foobar.com' } }]);
});

test('gives every name every address, proxied, with the only TTL that Cloudflare takes for it', () => {
  const stack = newStack();
  new SiteRecords(stack, 'records', {
    zoneId: ZONE_ID,
    hostNames: ['www.foobar.com', 'foobar.com'],
    addresses: ['203.0.113.1', '203.0.113.2'],
  });
  const records = resources(stack, 'cloudflare_dns_record');
  expect(records.map(({ name, content }) => `${String(name)} ${String(content)}`).sort()).toEqual([
    'foobar.com 203.0.113.1',
    'foobar.com 203.0.113.2',
    'www.foobar.com 203.0.113.1',
    'www.foobar.com 203.0.113.2',
  ]);
  for (const record of records) expect(record).toMatchObject({ type: 'A', proxied: true, ttl: 1 });
});

test('refuses records without names or addresses, all at once', () => {
  const stack = newStack();
  new SiteRecords(stack, 'records', { zoneId: ZONE_ID, hostNames: ['Not A Name'], addresses: [] });
  expect(problems(stack).map((problem) => /'(.*?)'/.exec(problem)![1])).toEqual(['hostNames', 'addresses']);
});

test('sets the zone to strict TLS 1.2 and later, as strings', () => {
  const stack = newStack();
  new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID });
  const settings = resources(stack, 'cloudflare_zone_setting').map(({ setting_id, value }) => [setting_id, value]);
  expect(Object.fromEntries(settings)).toEqual({ ssl: 'strict', min_tls_version: '1.2', always_use_https: 'on' });
});

test('reads the ranges at every plan and stops when the list is not plausible', () => {
  const stack = newStack();
  new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID });
  const ranges = Object.values(synthesize(stack).data.cloudflare_ip_ranges!);
  expect(ranges).toHaveLength(1);
  // What Terraform reads at apply alone would come too late for the plan.
  expect(ranges[0]).not.toHaveProperty('depends_on');
  expect(ranges[0]).toMatchObject({
    lifecycle: {
      postcondition: [{ condition: PLAUSIBLE, error_message: expect.stringContaining('not plausible') as string }],
    },
  });
});

test("shows the zone's own client certificate to the origins, uploaded before it is switched on", () => {
  const stack = newStack();
  const { originPullCa } = new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID });
  expect(originPullCa).toBeDefined();
  const [uploaded] = Object.keys(synthesize(stack).resource.cloudflare_authenticated_origin_pulls_certificate!);
  expect(resources(stack, 'cloudflare_authenticated_origin_pulls_settings')).toMatchObject([
    { enabled: true, depends_on: [`cloudflare_authenticated_origin_pulls_certificate.${uploaded}`] },
  ]);
});

test('makes no client certificate when origin pulls are off', () => {
  const stack = newStack();
  expect(new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID, originPulls: false }).originPullCa).toBeUndefined();
  expect(resources(stack, 'tls_private_key')).toEqual([]);
});

test('replaces the uploaded certificate with the signed one, told by a bare reference', () => {
  const stack = newStack();
  new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID });
  const [signed] = Object.keys(synthesize(stack).resource.tls_locally_signed_cert!);
  expect(resources(stack, 'cloudflare_authenticated_origin_pulls_certificate')).toMatchObject([
    { lifecycle: { replace_triggered_by: [`tls_locally_signed_cert.${signed}`] } },
  ]);
});
