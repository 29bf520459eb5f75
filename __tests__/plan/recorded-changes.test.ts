/** The classifier over what the real providers planned, attribute by attribute. */
import { classifyPlan, type ClassifiedChange, type ResourceChange } from 'cdktf-web-infrastructure/testing';
import { describeRecorded, Recordings, type PlannedChange } from './providers/conformance/recordings';

/** A recorded change as Terraform's JSON has it. */
function resourceChange({ address, actions, replace_paths, diff = {}, unknown }: PlannedChange): ResourceChange {
  const side = (index: 0 | 1) =>
    Object.fromEntries(Object.entries(diff).map(([name, values]) => [name, values[index]]));
  return {
    address,
    mode: 'managed',
    type: address.split('.')[0]!,
    change: {
      actions,
      before: side(0),
      after: side(1),
      after_unknown: Object.fromEntries(unknown.map((name) => [name, true])),
      replace_paths: replace_paths as ResourceChange['change']['replace_paths'],
    },
  };
}

const changes: ClassifiedChange[] = Recordings.available()
  ? (['digitalocean', 'cloudflare'] as const)
      .flatMap((name) => new Recordings(name).mutations)
      .flatMap(
        ({ changes = [] }) =>
          classifyPlan({ format_version: '1.2', resource_changes: changes.map(resourceChange) }).changes,
      )
  : [];
const impactsOf = (type: string, action: string) =>
  new Set(changes.filter((one) => one.type === type && one.action === action).map(({ impact }) => impact));

describeRecorded('of the recorded changes', () => {
  test('those of every resource that the package makes are known by a rule', () => {
    const unknown = changes.filter(({ rule }) => rule.startsWith('unknown')).map(({ type }) => type);
    expect(changes.length).toBeGreaterThan(50);
    expect([...new Set(unknown)].sort()).toEqual([
      'cloudflare_zone',
      'digitalocean_droplet_autoscale',
      'digitalocean_loadbalancer',
    ]);
  });

  test.each([
    ['digitalocean_droplet', 'create then destroy', ['rolling']],
    ['digitalocean_volume', 'destroy then create', ['data loss']],
    ['digitalocean_volume', 'update in place', ['safe']],
    ['digitalocean_reserved_ip', 'create then destroy', ['disruptive']],
    ['digitalocean_vpc', 'create then destroy', ['disruptive']],
    ['cloudflare_zone_setting', 'update in place', ['safe']],
    ['cloudflare_origin_ca_certificate', 'destroy then create', ['disruptive']],
    ['cloudflare_dns_record', 'destroy then create', ['disruptive']],
  ])('%s, %s: %j', (type, action, impacts) => {
    expect(impactsOf(type, action)).toEqual(new Set(impacts));
  });

  test('a record whose value changes is rolling, whatever Cloudflare computes besides', () => {
    const values = changes.filter(
      ({ type, because }) => type === 'cloudflare_dns_record' && because.includes('content'),
    );
    expect(new Set(values.map(({ impact }) => impact))).toEqual(new Set(['rolling']));
  });
});
