import ipaddr from 'ipaddr.js';
import { NO_DIGITALOCEAN, NO_STATE, type Check, type DoctorContext } from '../check';
import type { DigitalOceanApi } from '../../apis/digitalocean';
import { failure, ok, skipped, warning, type Finding } from '../finding';
import { attributesOf } from '../planned/state';

interface Named {
  readonly id: string | number;
  readonly name: string;
}

interface Vpc extends Named {
  readonly ip_range: string;
}

interface Volume extends Named {
  readonly region: { readonly slug: string };
}

interface Tagged extends Named {
  readonly tags: readonly string[];
}

/** What exists already, is not this stack's, and has a name or a range that the stack wants. */
export const clashes: Check = {
  id: 'names',
  title: 'names and address ranges in the account that the stack would collide with',
  async run(context) {
    const { digitalOcean: api, stack } = context;
    if (!api) return [skipped(NO_DIGITALOCEAN)];
    if ((await context.state()).kind === 'unreadable') return [skipped(NO_STATE)];
    const found = await Promise.all([
      firewalls(context, api),
      vpcs(context, api),
      volumes(context, api),
      droplets(context, api),
    ]);
    const count = stack.resources(
      'digitalocean_firewall',
      'digitalocean_vpc',
      'digitalocean_volume',
      'digitalocean_droplet',
    );
    const findings = found.flat();
    return findings.length > 0 || count.length === 0 ? findings : [ok('no name and no address range is taken')];
  },
};

/** Planned names of a type, and the ids of it that are this stack's already. */
async function plannedNames({ stack, state }: DoctorContext, type: string) {
  const planned = stack.resources(type);
  return {
    planned,
    names: new Set(planned.flatMap(({ values }) => stack.text(values.name) ?? [])),
    ours: attributesOf(await state(), type, 'id'),
  };
}

async function firewalls(context: DoctorContext, api: DigitalOceanApi): Promise<Finding[]> {
  const { names, ours } = await plannedNames(context, 'digitalocean_firewall');
  if (names.size === 0) return [];
  const existing = await api.list<Named>('/v2/firewalls', 'firewalls');
  return existing
    .filter(({ id, name }) => names.has(name) && !ours.has(String(id)))
    .map(({ name, id }) => failure(`there is a firewall '${name}' that is not this stack's (${id})`, REMOVE));
}

async function vpcs(context: DoctorContext, api: DigitalOceanApi): Promise<Finding[]> {
  const { planned, names, ours } = await plannedNames(context, 'digitalocean_vpc');
  if (planned.length === 0) return [];
  const existing = (await api.list<Vpc>('/v2/vpcs', 'vpcs')).filter(({ id }) => !ours.has(String(id)));
  const sameName = existing
    .filter(({ name }) => names.has(name))
    .map(({ name }) => failure(`there is a VPC '${name}' that is not this stack's`, REMOVE));
  const ranges = planned.flatMap(({ values }) => context.stack.text(values.ip_range) ?? []);
  const overlapping = ranges.flatMap((range) =>
    existing
      .filter(({ name, ip_range }) => !names.has(name) && overlap(range, ip_range))
      .map(({ name, ip_range }) =>
        failure(`the range ${range} overlaps with ${ip_range} of the VPC '${name}'`, 'give the site another range'),
      ),
  );
  return [...sameName, ...overlapping];
}

async function volumes(context: DoctorContext, api: DigitalOceanApi): Promise<Finding[]> {
  const { planned, ours } = await plannedNames(context, 'digitalocean_volume');
  if (planned.length === 0) return [];
  const { stack } = context;
  const wanted = new Set(planned.map(({ values }) => `${stack.text(values.region)} ${stack.text(values.name)}`));
  const existing = await api.list<Volume>('/v2/volumes', 'volumes');
  return existing
    .filter(({ id, name, region }) => wanted.has(`${region.slug} ${name}`) && !ours.has(String(id)))
    .map(({ name, region }) =>
      failure(
        `there is a volume '${name}' in ${region.slug} that is not in this stack's state`,
        'import it when its data is the site’s (terraform import), or delete it',
      ),
    );
}

/** Droplets may share a name and a tag; the stack's firewalls would then rule over a stranger. */
async function droplets(context: DoctorContext, api: DigitalOceanApi): Promise<Finding[]> {
  const { names, ours } = await plannedNames(context, 'digitalocean_droplet');
  if (names.size === 0) return [];
  const { stack } = context;
  const tags = new Set(stack.resources('digitalocean_tag').flatMap(({ values }) => stack.text(values.name) ?? []));
  const others = (await api.list<Tagged>('/v2/droplets', 'droplets')).filter(({ id }) => !ours.has(String(id)));
  return others.flatMap(({ id, name, tags: has }) => {
    const shared = has.filter((tag) => tags.has(tag));
    if (shared.length > 0)
      return [
        failure(
          `droplet ${id} (${name}) is not this stack's and has its tag '${shared[0]}': the firewalls would hold for it, too`,
          'delete it, or take the tag away',
        ),
      ];
    return names.has(name)
      ? [warning(`droplet ${id} is called '${name}', as one of this stack's will be`, 'rename it')]
      : [];
  });
}

const REMOVE = 'import it (terraform import), rename it, or delete it';

function overlap(a: string, b: string): boolean {
  try {
    const [first, second] = [ipaddr.parseCIDR(a), ipaddr.parseCIDR(b)];
    if (first[0].kind() !== second[0].kind()) return false;
    const prefix = Math.min(first[1], second[1]);
    return first[0].match(second[0], prefix);
  } catch {
    return false;
  }
}
