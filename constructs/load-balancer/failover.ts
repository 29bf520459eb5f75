import { ReservedIp } from '@cdktf/provider-digitalocean/lib/reserved-ip';
import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { EdgePoolOptions } from '../dns/edge-pool';
import type { DropletGroup } from '../droplet/droplet-group';
import type { NodeSettings } from '../droplet/node-settings';
import type { ReadinessChecks } from '../droplet/readiness';
import type { PrivateNetwork } from '../network/private-network';
import type { PropChecks } from '../validation';
import { METRICS_PORT } from './haproxy-model';
import { TOKEN_FILE, VRRP_JOINED, failoverNodes } from './failover-nodes';

export interface ReservedIpOptions {
  /** DigitalOcean token for the nodes, with the scopes reserved_ip:read, reserved_ip:update and action:read alone. Sensitive. */
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
  readonly network: PrivateNetwork;
  readonly role: string;
  readonly nodes: number;
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
const NOTHING: BoundFailover = { parts: [], settings: [], inService: {}, peerPorts: [], addresses: publicAddresses };

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
    return {
      parts: [failoverNodes({ tierName: network.nameOf(role), reservedIp: ipAddress, apiEndpoint })],
      settings: [{ files: [{ path: TOKEN_FILE, mode: '0600', content: this.options.token }], apply: [] }],
      inService: { keepalived: VRRP_JOINED },
      peerPorts: [METRICS_PORT],
      addresses: () => [ipAddress],
    };
  }
}

class EdgeFailover extends Failover {
  public constructor(private readonly options: EdgeOptions) {
    super();
  }

  public bind(): BoundFailover {
    return { ...NOTHING, pool: this.options.pool };
  }
}

class NoFailover extends Failover {
  public bind(scope: Construct, { nodes }: FailoverContext): BoundFailover {
    Annotations.of(scope).addWarning(
      nodes > 1
        ? `${nodes} load balancers without failover: visitors of one that fails see errors (use Failover.reservedIp() or Failover.edge())`
        : 'one load balancer is a single point of failure (use 2 nodes with Failover.reservedIp())',
    );
    return NOTHING;
  }
}
