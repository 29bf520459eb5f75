/** What can be had, as DigitalOcean listed it in 2026-11: a part of it, enough for the environments. Prices in US dollars a month. */
export interface Size {
  readonly slug: string;
  /** MiB. */
  readonly memory: number;
  readonly vcpus: number;
  /** GiB. */
  readonly disk: number;
  /** TiB a month. */
  readonly transfer: number;
  readonly priceMonthly: number;
}

const size = (
  slug: string,
  memory: number,
  vcpus: number,
  disk: number,
  transfer: number,
  priceMonthly: number,
): Size => ({ slug, memory, vcpus, disk, transfer, priceMonthly });

export const SIZES: readonly Size[] = [
  size('s-1vcpu-512mb-10gb', 512, 1, 10, 0.5, 4),
  size('s-1vcpu-1gb', 1024, 1, 25, 1, 6),
  size('s-1vcpu-2gb', 2048, 1, 50, 2, 12),
  size('s-2vcpu-2gb', 2048, 2, 60, 3, 18),
  size('s-2vcpu-4gb', 4096, 2, 80, 4, 24),
  size('s-4vcpu-8gb', 8192, 4, 160, 5, 48),
  size('s-8vcpu-16gb', 16384, 8, 320, 6, 96),
  size('c-2', 4096, 2, 25, 4, 42),
  size('g-2vcpu-8gb', 8192, 2, 25, 4, 63),
  size('m-2vcpu-16gb', 16384, 2, 50, 4, 84),
];

export const REGIONS: Readonly<Record<string, string>> = {
  ams3: 'Amsterdam 3',
  blr1: 'Bangalore 1',
  fra1: 'Frankfurt 1',
  lon1: 'London 1',
  nyc1: 'New York 1',
  nyc3: 'New York 3',
  sfo3: 'San Francisco 3',
  sgp1: 'Singapore 1',
  syd1: 'Sydney 1',
  tor1: 'Toronto 1',
};

export const IMAGES: Readonly<
  Record<string, { readonly id: number; readonly name: string; readonly distribution: string }>
> = {
  'debian-13-x64': { id: 192_000_113, name: '13 x64', distribution: 'Debian' },
  'ubuntu-24-04-x64': { id: 155_133_621, name: '24.04 (LTS) x64', distribution: 'Ubuntu' },
  'ubuntu-26-04-x64': { id: 192_000_126, name: '26.04 (LTS) x64', distribution: 'Ubuntu' },
};

export function isSize(slug: string): boolean {
  return SIZES.some((one) => one.slug === slug);
}

export function sizeOf(slug: string): Size {
  return SIZES.find((one) => one.slug === slug)!;
}

export function regionBody(slug: string) {
  return {
    name: REGIONS[slug],
    slug,
    features: ['backups', 'ipv6', 'metadata', 'install_agent', 'storage', 'image_transfer'],
    available: true,
    sizes: SIZES.map((one) => one.slug),
  };
}

export function sizeBody(one: Size) {
  return {
    slug: one.slug,
    memory: one.memory,
    vcpus: one.vcpus,
    disk: one.disk,
    transfer: one.transfer,
    price_monthly: one.priceMonthly,
    price_hourly: Number((one.priceMonthly / 672).toFixed(5)),
    regions: Object.keys(REGIONS),
    available: true,
    description: 'Basic',
  };
}

export function imageBody(slug: string) {
  const image = IMAGES[slug]!;
  return {
    id: image.id,
    name: image.name,
    distribution: image.distribution,
    slug,
    // Of public images, too, whatever the word means.
    type: 'snapshot',
    public: true,
    regions: Object.keys(REGIONS),
    created_at: '2026-01-15T00:00:00Z',
    min_disk_size: 7,
    size_gigabytes: 0.6,
    description: image.name,
    tags: [],
    status: 'available',
    error_message: '',
  };
}
