import { NO_DIGITALOCEAN, type Check, type DoctorContext } from '../check';
import type { DigitalOceanApi } from '../../apis/digitalocean';
import { failure, ok, skipped, type Finding } from '../finding';

interface Region {
  readonly slug: string;
  readonly available: boolean;
  readonly features: readonly string[];
}

interface Size {
  readonly slug: string;
  readonly available: boolean;
  readonly regions: readonly string[];
  /** GiB. */
  readonly disk: number;
}

interface Image {
  readonly status: string;
  readonly regions: readonly string[];
  /** GB. */
  readonly min_disk_size: number;
}

/** Types with a `region` of their own. */
const LOCATED = [
  ...['digitalocean_droplet', 'digitalocean_volume', 'digitalocean_reserved_ip', 'digitalocean_vpc'],
  ...['digitalocean_database_cluster', 'digitalocean_database_replica'],
];

export const regions: Check = {
  id: 'regions',
  title: 'whether the regions are open to new droplets and volumes',
  async run({ stack, digitalOcean }) {
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    const wanted = distinct(stack.resources(...LOCATED).map(({ values }) => stack.text(values.region)));
    const withVolumes = new Set(stack.resources('digitalocean_volume').map(({ values }) => stack.text(values.region)));
    const all = await digitalOcean.list<Region>('/v2/regions', 'regions');
    return wanted.map((slug) => {
      const region = all.find((one) => one.slug === slug);
      if (!region) return failure(`there is no region '${slug}'`, `use one of ${openOnes(all)}`);
      if (!region.available)
        return failure(`the region ${slug} takes no new droplets now`, `use one of ${openOnes(all)}`);
      if (withVolumes.has(slug) && !region.features.includes('storage'))
        return failure(`the region ${slug} has no volumes`, 'use a region that has them');
      return ok(`the region ${slug} is available`);
    });
  },
};

export const sizes: Check = {
  id: 'sizes',
  title: 'whether the sizes of droplets can be had in their region',
  async run({ stack, digitalOcean }) {
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    const all = await digitalOcean.list<Size>('/v2/sizes', 'sizes');
    return combinations({ stack }, 'size').map(({ region, value: slug }) => {
      const size = all.find((one) => one.slug === slug);
      if (!size) return failure(`there is no size '${slug}'`, 'see https://slugs.do-api.dev/');
      return size.available && size.regions.includes(region)
        ? ok(`the size ${slug} is available in ${region}`)
        : failure(`the size ${slug} cannot be had in ${region} now`, 'use another size or another region');
    });
  },
};

export const images: Check = {
  id: 'images',
  title: 'whether the images are in the region and fit on the disks',
  async run({ stack, digitalOcean }) {
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    const all = await digitalOcean.list<Size>('/v2/sizes', 'sizes');
    const wanted = combinations({ stack }, 'image');
    return Promise.all(
      wanted.map(async ({ region, value, droplets }) => {
        const image = await imageOf(digitalOcean, value);
        if (!image)
          return failure(`there is no image '${value}'`, "use the slug of a public image, or a snapshot's id");
        if (image.status !== 'available' || !image.regions.includes(region))
          return failure(`the image ${value} is not available in ${region}`, 'use another image, or move the snapshot');
        const slugs = distinct(droplets.map(({ values }) => stack.text(values.size)));
        const small = all.find(({ slug, disk }) => slugs.includes(slug) && disk < image.min_disk_size);
        return small
          ? failure(
              `the image ${value} needs ${image.min_disk_size} GB, ${small.slug} has ${small.disk}`,
              'use a larger size',
            )
          : ok(`the image ${value} is available in ${region}`);
      }),
    );
  },
};

async function imageOf(api: DigitalOceanApi, image: string): Promise<Image | undefined> {
  return (await api.find<{ image: Image }>(`/v2/images/${encodeURIComponent(image)}`))?.image;
}

interface DatabaseOptions {
  readonly options: Readonly<
    Record<
      string,
      {
        readonly regions: readonly string[];
        readonly versions: readonly string[];
        readonly layouts: readonly { readonly num_nodes: number; readonly sizes: readonly string[] }[];
      }
    >
  >;
}

export const databases: Check = {
  id: 'databases',
  title: 'whether managed databases can be had: version, region, size and number of nodes',
  async run({ stack, digitalOcean }) {
    const clusters = stack.resources('digitalocean_database_cluster');
    if (clusters.length === 0) return [];
    if (!digitalOcean) return [skipped(NO_DIGITALOCEAN)];
    const { options } = await digitalOcean.get<DatabaseOptions>('/v2/databases/options');
    return clusters.flatMap(({ values }): Finding[] => {
      const text = (name: string) => stack.text(values[name]);
      const [engine = '', version, region, size] = [text('engine'), text('version'), text('region'), text('size')];
      const nodes = Number(text('node_count') ?? 1);
      const has = options[engine];
      if (!has) return [failure(`there are no managed databases of the engine '${engine}'`, 'use mysql')];
      const layout = has.layouts.find((one) => one.num_nodes === nodes);
      const problems = [
        ...(version && !has.versions.includes(version) ? [`version ${version} (${has.versions.join(', ')})`] : []),
        ...(region && !has.regions.includes(region) ? [`region ${region}`] : []),
        ...(!layout ? [`${nodes} nodes (${has.layouts.map((one) => one.num_nodes).join(', ')})`] : []),
        ...(layout && size && !layout.sizes.includes(size) ? [`size ${size} with ${nodes} nodes`] : []),
      ];
      return problems.length > 0
        ? [failure(`managed ${engine} cannot be had with ${problems.join(', ')}`, 'use one that the list offers')]
        : [ok(`managed ${engine} ${version} on ${nodes} of ${size} is available in ${region}`)];
    });
  },
};

/** What the droplets have of an attribute, by region, once each. */
function combinations({ stack }: Pick<DoctorContext, 'stack'>, attribute: 'size' | 'image') {
  const found = new Map<
    string,
    { region: string; value: string; droplets: ReturnType<typeof stack.resources>[number][] }
  >();
  for (const droplet of stack.resources('digitalocean_droplet')) {
    const [region, value] = [stack.text(droplet.values.region), stack.text(droplet.values[attribute])];
    if (region === undefined || value === undefined) continue;
    const key = `${region} ${value}`;
    const entry = found.get(key) ?? { region, value, droplets: [] };
    entry.droplets.push(droplet);
    found.set(key, entry);
  }
  return [...found.values()];
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value ?? []))];
}

function openOnes(all: readonly Region[]): string {
  return all
    .filter(({ available }) => available)
    .map(({ slug }) => slug)
    .join(', ');
}
