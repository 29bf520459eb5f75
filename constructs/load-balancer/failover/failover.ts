import { ReservedIp } from '@cdktf/provider-digitalocean/lib/reserved-ip';
import type { Construct } from 'constructs';
import { FAILOVER_SCOPES } from '../../../host/token-scopes';
import type { CloudConfig } from '../../cloud-init/cloud-config';
import type { EdgePoolOptions } from '../../dns/edge-pool';
import type { DropletGroup } from '../../droplet/droplet-group';
import type { NodeSettings } from '../../droplet/node-settings';
import { SettingsForm } from '../../droplet/settings-form';
import type { ReadinessChecks } from '../../droplet/readiness';
import type { INetwork } from '../../network/network';
import { recordPreflight, secretReference } from '../../preflight';
import { tellCost } from '../../report/monthly-cost';
import { RESERVED_IP } from '../../report/price-list';
import type { TierLoss } from '../../report/single-points';
import type { PropChecks } from '../../validation';
import { METRICS_PORT } from '../haproxy-model';
import { TOKEN_FILE, VRRP_JOINED, failoverNodes } from '../failover-nodes';

export interface ReservedIpOptions {
  /**
   * DigitalOcean token for the nodes. Sensitive: it moves every reserved IP of its team. Scopes: reserved_ip:update and what it requires,
   * that is actions:read, droplet:read, image:read, regions:read, reserved_ip:read and sizes:read.
   */
  readonly token: string;
  /** @default 'https://api.digitalocean.com' */
  readonly apiEndpoint?: string;
}

export interface EdgeOptions {
  /** Cloudflare Load Balancing: checks the load balancers and leaves out those that fail. @default proxied records alone */
  readonly pool?: EdgePoolOptions;
}

/** What a failover is asked to arrange. */
export interface FailoverContext {
  readonly network: INetwork;
  readonly role: string;
  readonly nodes: number;
  /** A proxy is in front, which can try another load balancer. */
  readonly proxied: boolean;
  readonly checks: PropChecks;
}

export interface BoundFailover {
  readonly parts: readonly CloudConfig[];
  readonly settings: readonly NodeSettings[];
  /** What must hold on a new node before the one that it replaces leaves. */
  readonly inService: ReadinessChecks;
  /** Cloudflare is to balance over the addresses, in the records' place. */
  readonly pool?: EdgePoolOptions;
  /** Ports that the load balancers ask each other on. */
  readonly peerPorts: readonly number[];
  /** What the loss of a load balancer means. */
  readonly loss: TierLoss;
  /** What each does while all are well. @default the same */
  readonly roles?: { readonly roles: readonly string[]; readonly note: string };
  /** Where visitors connect. */
  addresses(group: DropletGroup): readonly string[];
}

/** What happens to the visitors of a load balancer that fails. */
export abstract class Failover {
  /**
   * One public address that the surviving load balancer takes over, in about a second plus the time of DigitalOcean's
   * assignment. Two to ten nodes. Terraform owns the address, the nodes decide who holds it.
   */
  public static reservedIp(options: ReservedIpOptions): Failover {
    return new ReservedIpFailover(options);
  }

  /** All load balancers serve; the proxy in front tries another one when one does not answer. Needs proxied DNS records. */
  public static edge(options: EdgeOptions = {}): Failover {
    return new EdgeFailover(options);
  }

  /** One load balancer, a single point of failure; synth warns. */
  public static none(): Failover {
    return new NoFailover();
  }

  /** Called once, by the load balancer. */
  public abstract bind(scope: Construct, context: FailoverContext): BoundFailover;
}

function publicAddresses(group: DropletGroup): readonly string[] {
  return group.droplets.map((droplet) => droplet.ipv4Address);
}

/** On the nodes, for load balancers that do not know of each other. */
const NOTHING = { parts: [], settings: [], inService: {}, peerPorts: [], addresses: publicAddresses };

const SITE_LOSS = { takesDown: 'the site', remedy: 'use 2 nodes with Failover.reservedIp()' };

/** Of load balancers in front of which nothing leaves out one that fails. */
function uncovered(nodes: number): TierLoss {
  const takesDown = nodes > 1 ? `one of ${nodes} visits` : SITE_LOSS.takesDown;
  return { ...SITE_LOSS, covered: false, takesDown, drill: 'balancer-powered-off' };
}

class ReservedIpFailover extends Failover {
  public constructor(private readonly options: ReservedIpOptions) {
    super();
  }

  public bind(scope: Construct, { network, role, nodes, checks }: FailoverContext): BoundFailover {
    const apiEndpoint = this.options.apiEndpoint ?? 'https://api.digitalocean.com';
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
      apiEndpoint,
      (url) => /^https?:\/\/[^/]+$/.test(url),
      'be a URL without a path',
      "write it like 'https://api.digitalocean.com'",
    );
    // Created for the region, assigned by the nodes: an assignment of Terraform's would be moved back by the next deploy.
    const { ipAddress } = new ReservedIp(scope, 'reserved-ip', { region: network.region });
    tellCost(scope, RESERVED_IP, 1);
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

class EdgeFailover extends Failover {
  public constructor(private readonly options: EdgeOptions) {
    super();
  }

  public bind(_: Construct, { nodes, proxied }: FailoverContext): BoundFailover {
    const { pool } = this.options;
    return { ...NOTHING, pool, loss: proxied || pool ? SITE_LOSS : uncovered(nodes) };
  }
}

class NoFailover extends Failover {
  public bind(_: Construct, { nodes }: FailoverContext): BoundFailover {
    return { ...NOTHING, loss: uncovered(nodes) };
  }
}
