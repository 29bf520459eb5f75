import { datedList } from '../dated-list';

/**
 * Droplet sizes by family: DigitalOcean's, as the maintainers of a binding of its provider listed them (DropletSlug of @pulumi/digitalocean
 * 4.80.1, 2026-09-22; without GPUs). Which of them a region has room for only the API tells, and only to an account.
 */
const FAMILIES: Readonly<Record<string, string>> = {
  s: `
    1vcpu-512mb-10gb 1vcpu-1gb 1vcpu-1gb-amd 1vcpu-1gb-intel 1vcpu-1gb-35gb-intel 1vcpu-2gb 1vcpu-2gb-amd
    1vcpu-2gb-intel 1vcpu-2gb-70gb-intel 2vcpu-2gb 2vcpu-2gb-amd 2vcpu-2gb-intel 2vcpu-2gb-90gb-intel 2vcpu-4gb
    2vcpu-4gb-amd 2vcpu-4gb-intel 2vcpu-4gb-120gb-intel 2vcpu-8gb-amd 2vcpu-8gb-160gb-intel 4vcpu-8gb 4vcpu-8gb-amd
    4vcpu-8gb-intel 4vcpu-8gb-240gb-intel 4vcpu-16gb-amd 4vcpu-16gb-320gb-intel 8vcpu-16gb 8vcpu-16gb-amd
    8vcpu-16gb-intel 8vcpu-16gb-480gb-intel 8vcpu-32gb-amd 8vcpu-32gb-640gb-intel 12vcpu-48gb 16vcpu-64gb 1vcpu-3gb
    20vcpu-96gb 24vcpu-128gb 32vcpu-192gb 3vcpu-1gb 6vcpu-16gb 8vcpu-32gb
  `,
  c: `
    2 4 4-intel 8 8-intel 16 16-intel 32 32-intel 48 48-intel 60-intel
  `,
  c2: `
    2vcpu-4gb 4vcpu-8gb 4vcpu-8gb-intel 8vcpu-16gb 8vcpu-16gb-intel 16vcpu-32gb 16vcpu-32gb-intel 32vcpu-64gb
    32vcpu-64gb-intel 48vcpu-96gb 48vcpu-96gb-intel 60vcpu-120gb-intel
  `,
  g: `
    2vcpu-8gb 2vcpu-8gb-intel 4vcpu-16gb 4vcpu-16gb-intel 8vcpu-32gb 8vcpu-32gb-intel 16vcpu-64gb 16vcpu-64gb-intel
    32vcpu-128gb 32vcpu-128gb-intel 40vcpu-160gb 48vcpu-192gb-intel 60vcpu-240gb-intel
  `,
  gd: `
    2vcpu-8gb 2vcpu-8gb-intel 4vcpu-16gb 4vcpu-16gb-intel 8vcpu-32gb 8vcpu-32gb-intel 16vcpu-64gb 16vcpu-64gb-intel
    32vcpu-128gb 32vcpu-128gb-intel 40vcpu-160gb 48vcpu-192gb-intel 60vcpu-240gb-intel
  `,
  m: `
    2vcpu-16gb 2vcpu-16gb-intel 4vcpu-32gb 4vcpu-32gb-intel 8vcpu-64gb 8vcpu-64gb-intel 16vcpu-128gb
    16vcpu-128gb-intel 24vcpu-192gb 24vcpu-192gb-intel 32vcpu-256gb 32vcpu-256gb-intel 48vcpu-384gb-intel
  `,
  m3: `
    2vcpu-16gb 2vcpu-16gb-intel 4vcpu-32gb 4vcpu-32gb-intel 8vcpu-64gb 8vcpu-64gb-intel 16vcpu-128gb
    16vcpu-128gb-intel 24vcpu-192gb 24vcpu-192gb-intel 32vcpu-256gb 32vcpu-256gb-intel 48vcpu-384gb-intel
  `,
  so: `
    2vcpu-16gb-intel 2vcpu-16gb 4vcpu-32gb-intel 4vcpu-32gb 8vcpu-64gb-intel 8vcpu-64gb 16vcpu-128gb-intel
    16vcpu-128gb 24vcpu-192gb-intel 24vcpu-192gb 32vcpu-256gb-intel 32vcpu-256gb 48vcpu-384gb-intel
  `,
  m6: `
    2vcpu-16gb 4vcpu-32gb 8vcpu-64gb 16vcpu-128gb 24vcpu-192gb 32vcpu-256gb
  `,
  so1_5: `
    2vcpu-16gb-intel 2vcpu-16gb 4vcpu-32gb-intel 4vcpu-32gb 8vcpu-64gb-intel 8vcpu-64gb 16vcpu-128gb-intel
    16vcpu-128gb 24vcpu-192gb-intel 24vcpu-192gb 32vcpu-256gb-intel 32vcpu-256gb
  `,
};

export const SIZES = datedList(
  Object.entries(FAMILIES).flatMap(([family, rest]) =>
    rest
      .trim()
      .split(/\s+/)
      .map((one) => `${family}-${one}`),
  ),
  '2026-09',
  's-2vcpu-2gb',
);

/** Processors of a droplet or database of this size, by its slug; 1 when the slug does not say. */
export function processorsOf(size: string): number {
  return Number((/(\d+)vcpu/.exec(size) ?? /^c2?-(\d+)/.exec(size))?.[1] ?? 1);
}
