import { ReservedIp } from '@cdktf/provider-digitalocean/lib/reserved-ip';
import type { Construct } from 'constructs';
import { FAILOVER_SCOPES } from '../../../host/token-scopes';
import type { Choice } from '../../choice';
import { SettingsForm } from '../../droplet/settings-form';
import { recordPreflight, secretReference } from '../../preflight';
import { addCostItem } from '../../report/monthly-cost';
import { RESERVED_IP } from '../../report/price-list';
import type { PropChecks } from '../../validation';
import { TOKEN_FILE, VRRP_JOINED, failoverNodes } from '../failover-nodes';
import { METRICS_PORT } from '../haproxy-model';
import { SITE_LOSS, type BoundFailover, type FailoverContext } from './bound-failover';

/** What the load balancers need to move the reserved IP. */
export interface ReservedIpOptions {
  /**
   * DigitalOcean token for the nodes. Sensitive: it moves every reserved IP of its team. Scopes: reserved_ip:update and what it requires,
   * that is actions:read, droplet:read, image:read, regions:read, reserved_ip:read and sizes:read.
   */
  readonly token: string;
  /** DigitalOcean's API, as the nodes reach it: a URL without a path. @default 'https://api.digitalocean.com' */
  readonly apiEndpoint?: string;
}

export class ReservedIpFailover implements Choice<FailoverContext, BoundFailover> {
  private readonly apiEndpoint: string;

  public constructor(private readonly options: ReservedIpOptions) {
    this.apiEndpoint = options.apiEndpoint ?? 'https://api.digitalocean.com';
  }

  public check(checks: PropChecks, { nodes }: FailoverContext): void {
    checks.require(
      nodes >= 2 && nodes <= 10,
      'nodes',
      'be 2 to 10 for Failover.reservedIp()',
      nodes,
      'use 2, or Failover.none() for one load balancer',
    );
    checks.secret('failover.token', this.options.token);
    checks.check(
      'failover.apiEndpoint',
      this.apiEndpoint,
      (url) => /^https?:\/\/[^/]+$/.test(url),
      'be a URL without a path',
      "write it like 'https://api.digitalocean.com'",
    );
  }

  /** The id is older than the contract: another one would be another address. */
  public bind(scope: Construct, _id: string, { network, role, nodes }: FailoverContext): BoundFailover {
    const { apiEndpoint } = this;
    // Created for the region, assigned by the nodes: an assignment of Terraform's would be moved back by the next deploy.
    const { ipAddress } = new ReservedIp(scope, 'reserved-ip', { region: network.region });
    addCostItem(scope, RESERVED_IP, 1);
    const token = secretReference(this.options.token);
    recordPreflight(scope, { kind: 'digitalocean-token', use: 'failover', token, scopes: FAILOVER_SCOPES });
    return {
      parts: [failoverNodes({ tierName: network.nameOf(role), reservedIp: ipAddress, apiEndpoint })],
      settings: [
        {
          files: [{ path: TOKEN_FILE, mode: '0600', form: SettingsForm.secret, content: this.options.token }],
          apply: [],
        },
      ],
      inService: { keepalived: VRRP_JOINED },
      peerPorts: [METRICS_PORT],
      loss: { ...SITE_LOSS, drill: 'balancer-powered-off' },
      roles: {
        roles: Array.from({ length: Math.max(0, nodes) }, (_, i) => (i === 0 ? 'active' : 'standby')),
        note: 'one reserved IP, which a standby takes over',
      },
      addresses: () => [ipAddress],
    };
  }
}
