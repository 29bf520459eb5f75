/** Sizes of database nodes, a part of DigitalOcean's list, with the storage of each in MiB. */
export const DATABASE_SIZES: Readonly<Record<string, number>> = {
  'db-s-1vcpu-1gb': 10240,
  'db-s-1vcpu-2gb': 30720,
  'db-s-2vcpu-4gb': 61440,
  'db-s-4vcpu-8gb': 143360,
  'db-s-6vcpu-16gb': 296960,
  'db-s-8vcpu-32gb': 593920,
};

export function isDatabaseSize(slug: string): boolean {
  return Object.hasOwn(DATABASE_SIZES, slug);
}

export function storageOf(slug: string): number {
  return DATABASE_SIZES[slug]!;
}
