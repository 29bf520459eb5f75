import type { Check } from './check';
import { account } from './checks/account';
import { adminAddress } from './checks/admin-address';
import { backupBuckets, stateBucket } from './checks/buckets';
import { caa } from './checks/caa';
import { databases, images, regions, sizes } from './checks/catalog';
import { clashes } from './checks/clashes';
import { cloudflareToken, dnsTokens } from './checks/cloudflare-tokens';
import { digitalOceanToken, nodeTokens } from './checks/digitalocean-tokens';
import { records } from './checks/records';
import { sshKeys } from './checks/ssh-keys';
import { state } from './checks/state';
import { tools } from './checks/tools';
import { variables } from './checks/variables';
import { zoneSettings } from './checks/zone-settings';
import { zone } from './checks/zone';

/** In the order in which a person puts things right. */
export const CHECKS: readonly Check[] = [
  tools,
  variables,
  digitalOceanToken,
  nodeTokens,
  cloudflareToken,
  dnsTokens,
  stateBucket,
  state,
  backupBuckets,
  account,
  regions,
  sizes,
  images,
  databases,
  sshKeys,
  clashes,
  zone,
  records,
  caa,
  zoneSettings,
  adminAddress,
];
