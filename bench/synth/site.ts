import type { TerraformStack } from 'cdktf';
import { AppSource } from '../../constructs/app/app-source';
import { AppTier } from '../../constructs/app/app-tier';
import { Access } from '../../constructs/droplet/access';
import { PrivateNetwork } from '../../constructs/network/private-network';
import { WebTier } from '../../constructs/web/web-tier';

export const REGION = 'fra1';
export const ZONE_ID = '0123456789abcdef0123456789abcdef';
export const SSH_KEY = 'platform-team';
export const ADMINS = '198.51.100.0/24';
export const SIZE = 's-1vcpu-2gb';

/** Droplets of one site: the tiers that are replaced while they serve, for their gates and names are most of a site's resources. */
export interface Shape {
  readonly domain: string;
  readonly ipRange: string;
  readonly web: number;
  readonly app: number;
}

/** With the constructs. */
export function withConstructs(stack: TerraformStack, shapes: readonly Shape[]): void {
  for (const { domain, ipRange, web, app } of shapes) {
    const network = new PrivateNetwork(stack, `${domain}-network`, {
      region: REGION,
      ipRange,
      domain,
      zoneId: ZONE_ID,
    });
    const access = new Access(stack, `${domain}-access`, { sshKeys: [SSH_KEY], adminCidrs: [ADMINS] });
    const shared = { network, access, size: SIZE };
    const tier = new AppTier(stack, `${domain}-app`, { ...shared, nodes: app, source: AppSource.sample() });
    new WebTier(stack, `${domain}-web`, { ...shared, nodes: web, app: tier.connection() });
  }
}
