import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { IProxy } from '../dns/cloudflare-proxy';
import type { EdgePoolOptions } from '../dns/edge-pool';
import type { IAccess } from '../droplet/access';
import { DropletGroup } from '../droplet/droplet-group';
import type { ITier } from '../droplet/tier';
import type { NodeProps } from '../droplet/droplet-group-props';
import { httpCheck } from '../droplet/readiness';
import { resolveTimeouts, type HttpTimeouts } from '../http/timeouts';
import { checkHaproxySnippets, type HaproxySnippet } from '../haproxy/haproxy-snippet';
import { resolveHealthCheck } from '../haproxy/health-check';
import { isHostName } from '../network/host-name';
import type { INetwork } from '../network/network';
import type { TlsCertificate } from '../tls/tls-certificate';
import { FLOWS, PARTS, ROLES } from '../picture/facts';
import { addSinglePointOfFailure } from '../report/single-points';
import { PropChecks } from '../validation';
import type { Backend } from './backend';
import { resolveLimits } from './check-limits';
import { checkBackend } from './check-backend';
import { checkMethods } from './check-methods';
import { checkTraffic } from './check-traffic';
import type { BoundFailover } from './failover/bound-failover';
import type { Failover } from './failover/failover';
import { haproxyParts, haproxySettings, rotation } from './haproxy-parts';
import { DEFAULT_METHODS, INTERNAL_PORT, METRICS_PORT, type HaproxyModel } from './haproxy-model';
import type { RequestLimits } from './request-limits';
import { checkTcpServices, type TcpService } from './tcp-service';
import { TrafficPolicy } from './traffic-policy';
import { TIERS } from '../tiers';

const ANYWHERE = ['0.0.0.0/0', '::/0'];
/** As the picture calls them. */
const CLIENTS = 'visitors';

/** What load balancers serve, from whom they take requests, and whom they send them to. */
export interface LoadBalancerProps extends NodeProps {
  /** The network that the droplets are in, and that has their private names. */
  readonly network: INetwork;
  /** SSH keys of the droplets, and the ranges that may log in to them (port 22). */
  readonly access: IAccess;
  /** Names that the site answers to, the main one first. */
  readonly hostNames: readonly string[];
  /** Names that are redirected permanently to the main one, with path and query. @default none */
  readonly redirects?: readonly string[];
  /** The servers behind. */
  readonly backend: Backend;
  /** What happens when a load balancer fails. */
  readonly failover: Failover;
  /** The certificate that the load balancers show. */
  readonly certificate: TlsCertificate;
  /** Prefix of the nodes' host names; a second LoadBalancer in the network needs one of its own. @default 'lb' */
  readonly role?: string;
  /** Droplets to run. @default 2 */
  readonly nodes?: number;
  /** Size slug of each droplet. @default 's-1vcpu-1gb' */
  readonly size?: string;
  /** How requests are spread over the servers. @default TrafficPolicy.roundRobin() */
  readonly traffic?: TrafficPolicy;
  /** The proxy in front; then nobody else can connect. @default none: open to the internet */
  readonly proxy?: IProxy;
  /** What one visitor may ask of the site. @default - those of DEFAULT_LIMITS */
  readonly limits?: RequestLimits;
  /** How long answers may take, and WebSockets live. @default - those of HttpTimeouts */
  readonly timeouts?: HttpTimeouts;
  /** Methods that requests may have; others are answered 405. @default GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS */
  readonly methods?: readonly string[];
  /**
   * Ports for other protocols than HTTP: `AppTier.tcpServices`. No proxy stands in front of them. Another one replaces the nodes.
   * @default none
   */
  readonly tcpServices?: readonly TcpService[];
  /** Lines for HAProxy that no prop writes. A change replaces the nodes. @default none */
  readonly snippets?: readonly HaproxySnippet[];
  /** Counts the answers that begin later than so many milliseconds after the request, 1 to 600,000. @default none */
  readonly slowRequestThresholdMs?: number;
}

/**
 * HAProxy on droplets of its own: ends TLS, checks requests, spreads them over the servers. The bastion for SSH, too.
 *
 * @example
 * import { Backend, CloudflareProxy, Failover, LoadBalancer, TlsCertificate } from 'cdktf-web-infrastructure';
 *
 * new LoadBalancer(this, 'load-balancer', {
 *   network,
 *   access,
 *   hostNames: ['shop.foobar.com'],
 *   backend: Backend.named({ tierName: 'shop.int.foobar.com', port: 3000 }),
 *   failover: Failover.edge(),
 *   certificate: TlsCertificate.cloudflareOrigin(),
 *   proxy: new CloudflareProxy(this, 'proxy', { zoneId }),
 * });
 */
export class LoadBalancer extends Construct {
  /** Where visitors, or the proxy, connect: what DNS points to. */
  public readonly addresses: readonly string[];
  /** The droplets. Administrators log in to them (port 22), and reach the other nodes of a site through them. */
  public readonly group: DropletGroup;
  /** Cloudflare is asked to balance over the addresses. */
  public readonly edgePool?: EdgePoolOptions;

  public constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    checkShapes('LoadBalancer', { props }, this);
    const { network, access, backend, proxy, tcpServices = [] } = props;
    const { nodes = 2, role = TIERS.loadBalancer.role } = props;
    const traffic = props.traffic ?? TrafficPolicy.roundRobin();
    const checks = new PropChecks(this);
    checkProps(checks, props, traffic);

    const proxied = proxy !== undefined;
    const context = { network, role, nodes, proxied };
    props.failover.check(checks, context);
    const failover = props.failover.bind(this, 'failover', context);
    const { hostNames, redirects = [] } = props;
    const tls = { hostNames: [...hostNames, ...redirects], proxied };
    props.certificate.check(checks, tls);
    const certificate = props.certificate.bind(this, 'certificate', tls);
    const model: HaproxyModel = {
      mainName: hostNames[0] ?? 'localhost',
      traffic: traffic.rule,
      backend: {
        ...backend,
        healthCheck: resolveHealthCheck(backend.healthCheck, hostNames[0] ?? 'localhost'),
        tlsName: backend.tls?.serverName,
      },
      metricsRange: network.ipRange,
      timeouts: resolveTimeouts(checks, props.timeouts),
      methods: props.methods ?? DEFAULT_METHODS,
      slowMs: props.slowRequestThresholdMs,
      snippets: props.snippets,
      tcpServices,
      proxy: proxy && { clientAddressHeader: proxy.clientAddressHeader, originPulls: proxy.originPullCa !== undefined },
    };
    const limits = resolveLimits(checks, props.limits);
    this.group = new DropletGroup(this, 'nodes', {
      network,
      access,
      role,
      kind: 'loadBalancer',
      nodes,
      size: props.size ?? 's-1vcpu-1gb',
      image: props.image,
      readinessTimeout: props.readinessTimeout,
      maxSurge: props.maxSurge,
      rebootWindow: props.rebootWindow,
      extraCloudInit: props.extraCloudInit,
      outbound: props.outbound,
      dependsOnTier: [...new Set([backend, ...tcpServices].flatMap(({ tier }) => tier ?? []))],
      cloudInit: [...haproxyParts(model), ...certificate.parts, ...failover.parts, rotation()],
      settings: [
        haproxySettings(limits, { served: hostNames, redirected: redirects }, certificate.pem, proxy, backend.tls),
        ...certificate.settings,
        ...failover.settings,
      ],
      readiness: { haproxy: httpCheck(`http://127.0.0.1:${INTERNAL_PORT}/lb-healthz`) },
      postRegistrationChecks: failover.inService,
      failureImpact: failover.loss,
    });
    for (const port of [80, 443])
      this.group.allowFrom({ cidrs: proxy?.ranges ?? ANYWHERE, who: proxy ?? CLIENTS }, port);
    this.group.allowFrom({ cidrs: access.adminCidrs, who: access }, 22);
    for (const port of failover.peerPorts) this.group.allowFrom(this.group, port);
    backend.allowFrom(this.group);
    for (const service of tcpServices) this.serveTcp(service);
    this.addresses = failover.addresses(this.group);
    this.edgePool = failover.pool;
    this.addToDiagram(props, traffic, failover.roles);
    const alone = soleServer(backend, traffic);
    if (alone) {
      addSinglePointOfFailure(this, {
        lost: alone,
        takesDown: 'the site',
        until: 'it is back',
        remedy: 'give traffic to two servers',
        mended: 'web-vanished',
      });
    }
  }

  private serveTcp({ publicPort, from, port, reachPort, tier }: TcpService): void {
    this.group.allowFrom({ cidrs: from, who: CLIENTS }, publicPort);
    if (!tier) return;
    tier.allowFrom(this.group, port);
    if (reachPort !== undefined) tier.allowFrom(this.group, reachPort);
    tier.requireHealthChecksFrom(this.group, port);
  }

  private addToDiagram(
    { proxy, backend, hostNames }: LoadBalancerProps,
    { rule }: TrafficPolicy,
    failover: BoundFailover['roles'],
  ): void {
    if (proxy) FLOWS.add(this, { from: CLIENTS, to: proxy, label: hostNames[0] });
    if (failover) ROLES.add(this, { of: this.group, ...failover });
    const { tier, tierName, nodeNames, port } = backend;
    if (!tier) {
      PARTS.add(this, { kind: 'tier', title: tierName, machines: nodeNames.map((name) => name.split('.')[0]!) });
      FLOWS.add(this, { from: this.group, to: this, port });
    }
    if (rule.kind !== 'active-passive') return;
    const roles = nodeNames.map((_, i) => (i < rule.active ? 'active' : 'passive'));
    ROLES.add(this, { of: tier ?? this, roles, note: 'passive ones help when active ones fail or are overwhelmed' });
  }

  /** Lets `source` read HAProxy's metrics: GET http://NODE:8405/metrics, in Prometheus' format. */
  public allowMetricsFrom(source: ITier): void {
    this.group.allowFrom(source, METRICS_PORT);
  }
}

/** One that has all requests, beyond what a tier of this package tells itself. */
function soleServer({ nodeNames, tier }: Backend, { rule }: TrafficPolicy): string | undefined {
  if (!tier && nodeNames.length === 1) return `the only server, ${nodeNames[0]}`;
  if (rule.kind !== 'weighted' || rule.weights.length < 2) return undefined;
  const weighty = nodeNames.filter((_, i) => (rule.weights[i] ?? 0) > 0);
  return weighty.length === 1 ? `the only server with a weight above 0, ${weighty[0]}` : undefined;
}

function checkProps(checks: PropChecks, props: LoadBalancerProps, traffic: TrafficPolicy): void {
  const { backend, hostNames, redirects = [] } = props;
  if (props.slowRequestThresholdMs !== undefined)
    checks.wholeNumber('slowRequestThresholdMs', props.slowRequestThresholdMs, 1, 600_000);
  checks.require(hostNames.length > 0, 'hostNames', 'name the site', hostNames, "write ['www.foobar.com']");
  checks.unique('hostNames', hostNames);
  const known = hostNames.filter((name) => checks.requireResolved('hostNames', name));
  checks.each('hostNames', known, isHostName, 'hold host names', "write them like 'www.foobar.com'");
  const redirected = redirects.filter((name) => checks.requireResolved('redirects', name));
  checks.each('redirects', redirected, isHostName, 'hold host names', "write them like 'foobar.com'");
  checks.unique('redirects', redirects);
  for (const name of redirected.filter((one) => known.includes(one)))
    checks.require(
      false,
      'redirects',
      'hold no name that is served',
      name,
      "leave it out, or take it out of 'hostNames'",
    );
  checkBackend(checks, backend);
  checkTcpServices(checks, props.tcpServices ?? []);
  checkHaproxySnippets(checks, 'snippets', props.snippets ?? []);
  checkMethods(checks, props.methods);
  checkTraffic(checks, traffic.rule, backend);
}
