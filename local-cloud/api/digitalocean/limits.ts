import { unprocessable } from '../errors';

/** How many of each an account may have at once. */
export interface Limits {
  readonly droplets: number;
  readonly reservedIps: number;
  readonly volumes: number;
}

export const LIMITS: Limits = { droplets: 190, reservedIps: 51, volumes: 100 };

/** Refuses one more than the account may have. */
export function checkLimit(what: string, existing: number, limit: number): void {
  if (existing >= limit) throw unprocessable(`creating this ${what} will exceed your ${what} limit of ${limit}`);
}
