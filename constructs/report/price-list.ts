/** US dollars a month for one of each, by the names that the report prints. */
export type Prices = Readonly<Record<string, number>>;

/** Prices from one place, as they were on one day. */
export interface PriceSource {
  /** When they were looked up: an ISO date, or its beginning. */
  readonly on: string;
  /** URL of the vendor's page, or `prices of your own`. */
  readonly source: string;
  /** What is not in them. @default - nothing */
  readonly note?: string;
}

export interface PriceList extends PriceSource {
  readonly monthlyUsd: Prices;
}

export const dropletItem = (size: string): string => `droplet ${size}`;
export const databaseItem = (size: string): string => `node of managed MySQL ${size}`;
export const VOLUME_GIB = 'GiB of volume';
export const RESERVED_IP = 'reserved IP';
export const SPACES = 'Spaces subscription';
export const UPTIME_CHECK = 'uptime check';
export const EDGE_POOL = 'Cloudflare Load Balancing';
export const EDGE_POOL_ENDPOINT = 'further endpoint of Cloudflare Load Balancing';

const named = (item: (size: string) => string, sizes: Prices): Prices =>
  Object.fromEntries(Object.entries(sizes).map(([size, price]) => [item(size), price]));

/** What is in none of them counts as unknown: prices are looked up, never guessed. */
export const PRICE_LISTS: readonly PriceList[] = [
  {
    on: '2026-11',
    source: 'https://www.digitalocean.com/pricing/droplets',
    note: 'transfer beyond what the droplets bring along costs $0.01 a GiB',
    monthlyUsd: named(dropletItem, {
      's-1vcpu-1gb': 6,
      's-1vcpu-2gb': 12,
      's-2vcpu-2gb': 18,
      's-2vcpu-4gb': 24,
      's-4vcpu-8gb': 48,
      's-8vcpu-16gb': 96,
      'c-2': 42,
      'g-2vcpu-8gb': 63,
      'm-2vcpu-16gb': 84,
    }),
  },
  {
    on: '2024',
    source: 'https://www.digitalocean.com/pricing/droplets',
    monthlyUsd: named(dropletItem, {
      's-1vcpu-1gb-amd': 7,
      's-1vcpu-1gb-intel': 7,
      's-1vcpu-2gb-amd': 14,
      's-1vcpu-2gb-intel': 14,
      's-2vcpu-2gb-amd': 21,
      's-2vcpu-2gb-intel': 21,
      's-2vcpu-4gb-amd': 28,
      's-2vcpu-4gb-intel': 28,
      's-4vcpu-8gb-amd': 56,
      's-4vcpu-8gb-intel': 56,
      'c-4': 84,
      'c-8': 168,
      'g-4vcpu-16gb': 126,
      'm-4vcpu-32gb': 168,
    }),
  },
  {
    on: '2026-09-30',
    source: 'https://www.digitalocean.com/pricing/managed-databases',
    note: 'with the least storage of each size; more of it costs more',
    monthlyUsd: named(databaseItem, {
      'db-s-1vcpu-1gb': 15.15,
      'db-s-1vcpu-2gb': 30.45,
      'db-s-2vcpu-4gb': 60.9,
      'db-s-4vcpu-8gb': 122.1,
    }),
  },
  {
    on: '2026-09-30',
    source: 'https://www.digitalocean.com/pricing',
    note: 'Spaces: one subscription an account, with 250 GiB and 1 TiB of transfer; a reserved IP that nobody holds costs $5; the first uptime check of an account is free',
    monthlyUsd: { [VOLUME_GIB]: 0.1, [RESERVED_IP]: 0, [SPACES]: 5, [UPTIME_CHECK]: 1 },
  },
  {
    on: '2024',
    source: 'https://www.cloudflare.com/plans/',
    note: "without the zone's plan; with two endpoints, and more than 500,000 DNS queries cost $0.50 for as many again",
    monthlyUsd: { [EDGE_POOL]: 5, [EDGE_POOL_ENDPOINT]: 5 },
  },
];
