import type { CloudflareApi } from '../apis/cloudflare';
import type { DigitalOceanApi } from '../apis/digitalocean';
import type { BucketPlace, Bucket } from '../apis/object-storage';
import type { Finding } from './finding';
import type { PlannedStack } from '../project/planned-stack';
import type { StateReading } from './planned/state';
import type { RunProgram } from './run-program';

/** The part of public DNS that checks need. Rejects like node:dns/promises, with a `code`. */
export interface Dns {
  resolveNs(name: string): Promise<string[]>;
}

/** What the checks examine, and their ways to the outside: tests replace every one of them. */
export interface DoctorContext {
  readonly stack: PlannedStack;
  /** The environment of the process that will deploy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Read once for all checks. */
  readonly state: () => Promise<StateReading>;
  /** @default none: the stack has no such provider, or no token for it */
  readonly digitalOcean?: DigitalOceanApi;
  /** @default none: the stack has no such provider, or no token for it */
  readonly cloudflare?: CloudflareApi;
  readonly bucket: (place: BucketPlace) => Bucket;
  readonly dns: Dns;
  /** The address that this machine's connections come from. */
  readonly ownAddress: () => Promise<string>;
  readonly run: RunProgram;
  readonly fetch: typeof fetch;
  /** Of Node.js, without the `v`. */
  readonly nodeVersion: string;
  /** Leaves out the one check that writes. */
  readonly readOnly: boolean;
}

export interface Check {
  /** Word in `--only`, and the first column. */
  readonly id: string;
  /** Completes "Examines ...". */
  readonly title: string;
  run(context: DoctorContext): Promise<readonly Finding[]>;
}

/** Reason of a check that needs DigitalOcean's API. */
export const NO_DIGITALOCEAN = 'needs a working DigitalOcean token';
/** Reason of a check that tells this stack's resources from others. */
export const NO_STATE = "needs the state: without it what is this stack's cannot be told from what is not";
/** Reason of a check that needs Cloudflare's API. */
export const NO_CLOUDFLARE = 'needs a working Cloudflare token';
