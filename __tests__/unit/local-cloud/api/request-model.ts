import fc from 'fast-check';
import type { TestCloud } from './cloud';

export type Kind =
  | 'cluster'
  | 'database'
  | 'domain'
  | 'firewall'
  | 'project'
  | 'record'
  | 'reservedIp'
  | 'user'
  | 'volume'
  | 'vpc'
  | 'zone';
export type Outcome = 'done' | 'refused' | 'failed';

/** A request that makes a resource, or takes away the `index`-th of those that are there when its batch begins. */
export type Request =
  | {
      readonly verb: 'create';
      readonly kind: Kind;
      readonly body: object;
      /** What no other resource of the kind may have too. */
      readonly unique: readonly string[];
      readonly isValid: boolean;
    }
  | { readonly verb: 'delete'; readonly kind: Kind; readonly index: number };

/** A resource: what is unique of it. The model knows nothing else. */
export type Entry = readonly string[];
export type Model = Readonly<Record<Kind, readonly Entry[]>>;

const ADDRESSES = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'];
const WRONG_ADDRESSES = ['banana', '1.2.3.4 } accept #', '10.0.0.0/33', '', '1.2.3', 'fe80::1%eth0', '1.2.3.4\n'];
const WRONG_PORTS = ['99999', '0-80', '90-80', '80,443', '80 accept', '-1'];

const create = (kind: Kind, body: object, unique: readonly string[], isValid: boolean): Request => ({
  ...{ verb: 'create', kind, body, unique, isValid },
});
const valid = (values: readonly string[]) => fc.constantFrom(...values).map((value) => ({ value, ok: true }));
const wrong = (values: readonly string[]) => fc.constantFrom(...values).map((value) => ({ value, ok: false }));
const mixed = (good: readonly string[], bad: readonly string[]) =>
  fc.oneof({ weight: 4, arbitrary: valid(good) }, { weight: 1, arbitrary: wrong(bad) });
const named = (...names: string[]) => fc.constantFrom(...names);

const firewalls = fc
  .record({
    name: named('one', 'two'),
    address: mixed(ADDRESSES, WRONG_ADDRESSES),
    ports: mixed(['22', '1-9'], WRONG_PORTS),
  })
  .map(({ name, address, ports }) => {
    const rule = { protocol: 'tcp', ports: ports.value, sources: { addresses: [address.value] } };
    return create('firewall', { name, inbound_rules: [rule] }, [name], address.ok && ports.ok);
  });
const vpcs = fc
  .record({
    name: named('one', 'two'),
    range: mixed(['10.1.0.0/16', '10.2.0.0/20'], ['203.0.113.0/24', '10.1.0.1/16', 'x']),
    region: mixed(['fra1', 'ams3'], ['nope', 'constructor', '']),
  })
  .map(({ name, range, region }) =>
    create('vpc', { name, ip_range: range.value, region: region.value }, [name, range.value], range.ok && region.ok),
  );
/** `droplets` are those of the cloud under test. */
const reservedIps = (droplets: readonly number[]) =>
  fc.oneof(
    fc
      .constantFrom(...droplets, 1)
      .map((id) => create('reservedIp', { droplet_id: id }, [String(id)], droplets.includes(id))),
    mixed(['fra1'], ['nope', 'toString']).map(({ value, ok }) => create('reservedIp', { region: value }, [], ok)),
  );
const records = fc
  .record({ name: named('a', 'b'), content: mixed(['10.0.0.1', '10.0.0.2'], ['banana', '10.0.0.256']) })
  .map(({ name, content }) =>
    create('record', { name, type: 'A', content: content.value }, [`${name} ${content.value}`], content.ok),
  );
const volumes = fc
  .record({
    name: named('one', 'two'),
    region: mixed(['fra1'], ['nope']),
    tag: mixed(['t1', 't2'], ['a b']),
    type: named('ext4', 'xfs'),
    label: named('short', 'thirteen-byte'),
  })
  .map(({ name, region, tag, type, label }) => {
    const body = { name, region: region.value, tags: [tag.value], size_gigabytes: 1, filesystem_type: type };
    const fits = type === 'ext4' || label === 'short';
    return create('volume', { ...body, filesystem_label: label }, [name], region.ok && tag.ok && fits);
  });
const zones = mixed(['example.org', 'example.net'], ['x', 'a..b']).map(({ value, ok }) =>
  create('zone', { name: value }, [value], ok),
);
const domains = fc
  .record({
    name: mixed(['example.com', 'sub.example.com'], ['x', 'a..b', 'a_b.com']),
    address: mixed(['192.0.2.1'], ['banana', '2001:db8::1']),
  })
  .map(({ name, address }) =>
    create('domain', { name: name.value, ip_address: address.value }, [name.value], name.ok && address.ok),
  );
const projects = fc
  .record({ name: named('one', 'two'), environment: mixed(['', 'production'], ['banana', 'constructor']) })
  .map(({ name, environment }) => {
    const body = { name, purpose: 'Web Application', environment: environment.value };
    return create('project', body, [name], environment.ok);
  });
const clusters = fc
  .record({ name: named('one', 'two'), size: mixed(['db-s-1vcpu-1gb'], ['huge', 'toString']) })
  .map(({ name, size }) => {
    const body = { name, engine: 'mysql', region: 'fra1', num_nodes: 1, size: size.value };
    return create('cluster', body, [name], size.ok);
  });
const users = mixed(['app', 'batch'], ["a'b", 'root']).map(({ value, ok }) =>
  create('user', { name: value }, [value], ok),
);
const databases = mixed(['shop', 'stats'], ['mysql', 'a b']).map(({ value, ok }) =>
  create('database', { name: value }, [value], ok),
);

export interface Batch {
  readonly requests: readonly Request[];
  /** The machine below applies nothing meanwhile. */
  readonly isMachineDown: boolean;
}

const batchesOf = (requests: fc.Arbitrary<Request>, canFail: boolean): fc.Arbitrary<Batch[]> =>
  fc.array(
    fc.record({
      requests: fc.array(requests, { minLength: 1, maxLength: 4 }),
      isMachineDown: canFail ? fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0) : fc.constant(false),
    }),
    { minLength: 1, maxLength: 12 },
  );
const removals = (...kinds: Kind[]): fc.Arbitrary<Request> =>
  fc.record({ verb: fc.constant('delete' as const), kind: fc.constantFrom(...kinds), index: fc.nat(2) });

export const networkBatches = (droplets: readonly number[]) =>
  batchesOf(
    fc.oneof(
      ...[firewalls, vpcs, reservedIps(droplets), records, volumes, zones, domains],
      removals('firewall', 'vpc', 'reservedIp', 'record', 'volume', 'zone', 'domain'),
    ),
    true,
  );
export const databaseBatches = batchesOf(
  fc.oneof(users, databases, clusters, projects, removals('user', 'database', 'cluster', 'project')),
  false,
);

/** One request after the other, in this order. A batch deletes from what was there when it began. */
export function carryOut(model: Model, { requests, isMachineDown }: Batch): { model: Model; outcomes: Outcome[] } {
  const outcomes: Outcome[] = [];
  let now = model;
  for (const request of requests) {
    const entries = now[request.kind];
    let next: readonly Entry[] | undefined;
    if (request.verb === 'delete') {
      const doomed = model[request.kind][request.index];
      next = doomed && entries.includes(doomed) ? entries.filter((one) => one !== doomed) : undefined;
    } else {
      const taken = entries.some((entry) => entry.some((key) => request.unique.includes(key)));
      next = request.isValid && !taken ? [...entries, [...request.unique]] : undefined;
    }
    if (next && !isMachineDown) now = { ...now, [request.kind]: next };
    outcomes.push(next ? (isMachineDown ? 'failed' : 'done') : 'refused');
  }
  return { model: now, outcomes };
}

/** Where the API keeps a kind of resource, and what is unique of one in its answers. */
interface Place {
  readonly path: string;
  readonly list: (body: any) => readonly any[];
  readonly id: (one: any) => string;
  readonly unique: (one: any) => readonly string[];
}

export function placesOf(zone: string, cluster: string): Record<Kind, Place> {
  const v2 = (
    path: string,
    key: string,
    unique: Place['unique'],
    id: Place['id'] = (one) => String(one.id),
  ): Place => ({
    ...{ path: `/v2/${path}`, list: (body) => body[key], unique, id },
  });
  const name = (one: { name: string }) => [one.name];
  const zones = '/client/v4/zones';
  return {
    cluster: v2('databases', 'databases', name),
    database: v2(`databases/${cluster}/dbs`, 'dbs', name, (one) => one.name),
    user: v2(`databases/${cluster}/users`, 'users', name, (one) => one.name),
    domain: v2('domains', 'domains', name, (one) => one.name),
    firewall: v2('firewalls', 'firewalls', name),
    project: v2('projects', 'projects', name),
    reservedIp: v2(
      'reserved_ips',
      'reserved_ips',
      (one) => (one.droplet ? [String(one.droplet.id)] : []),
      ({ ip }) => ip,
    ),
    volume: v2('volumes', 'volumes', name),
    vpc: v2('vpcs', 'vpcs', (one) => [one.name, one.ip_range]),
    record: {
      path: `${zones}/${zone}/dns_records`,
      list: (body) => body.result,
      id: (one) => one.id,
      unique: (one) => [`${one.name.replace('.foobar.com', '')} ${one.content}`],
    },
    zone: { path: zones, list: (body) => body.result, id: (one) => one.id, unique: name },
  };
}

/** What is there, beside what was there at first (`hidden` ids). */
export async function listing(cloud: TestCloud, place: Place, hidden: ReadonlySet<string>) {
  const { body } = await cloud.ask('GET', `${place.path}?per_page=200`);
  const found = place.list(body).filter((one) => !hidden.has(place.id(one)));
  return found.map((one) => ({ id: place.id(one), unique: place.unique(one) }));
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}
