import { ApiError, unprocessable } from '../errors';

/** How many of each an account may have at once. */
export interface Limits {
  readonly droplets: number;
  readonly reservedIps: number;
  readonly volumes: number;
}

export const LIMITS: Limits = { droplets: 190, reservedIps: 51, volumes: 100 };

/** In the words that DigitalOcean was seen to use; of reserved IPs none were found. */
const REFUSALS: Readonly<Record<keyof Limits, () => ApiError>> = {
  droplets: () => unprocessable('creating this/these droplet(s) will exceed your droplet limit'),
  reservedIps: () => unprocessable('creating this reserved IP will exceed your reserved IP limit'),
  volumes: () => new ApiError(403, 'failed to create volume: volume/snapshot capacity limit exceeded', 'forbidden'),
};

/** Refuses one more than the account may have. */
export function checkLimit(limits: Limits, what: keyof Limits, existing: number): void {
  if (existing >= limits[what]) throw REFUSALS[what]();
}
