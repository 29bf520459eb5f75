import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { IAccess } from '../droplet/access';
import { DropletGroup } from '../droplet/droplet-group';
import type { NodeProps } from '../droplet/droplet-group-props';
import {
  REACH_PORT,
  checkHealthCheck,
  healthCheckCommand,
  resolveHealthCheck,
  type HealthCheck,
  type HealthCheckOptions,
} from '../haproxy/health-check';
import { checkHaproxySnippets, type HaproxySnippet } from '../haproxy/haproxy-snippet';
import { checkResponseTimeout } from '../http/timeouts';
import { slotsFor } from '../haproxy/slots';
import type { TcpService } from '../load-balancer/tcp-service';
import type { IMysqlCluster } from '../mysql/mysql-cluster';
import type { Outbound } from '../network/outbound';
import type { INetwork } from '../network/network';
import type { Connection } from '../service-proxy/connection';
import { checkListeners } from '../service-proxy/check-listeners';
import { loopbackPortOf } from '../service-proxy/loopback-port';
import { APPLY_SERVICE_PROXY, serviceProxy } from '../service-proxy/service-proxy';
import type { ServerTls, TierTls } from '../tls/tier-tls';
import { PropChecks } from '../validation';
import { APP_METRICS_PORT, APP_PORT, APP_TLS_PORT } from '../web/render-nginx';
import { checkProcesses, nodeProcesses, processesOf, releaseSeconds, type AppProcesses } from './app-processes';
import { AUTHENTICATES, appService } from './app-service';
import type { AppSource } from './app-source';
import type { AppUpdate } from './app-update';
import { checkEnvironment } from './check-environment';
import { checkTcpPorts, portVariable, tcpServicesOf, type TcpPorts } from './tcp-ports';
import { TIERS } from '../tiers';

/** What an app on droplets of its own is made of. */
export interface AppTierProps extends NodeProps, AppProcesses {
  /** The network that the droplets are in, and that has their private names. */
  readonly network: INetwork;
  /** SSH keys of the droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
  /** Where the app's code comes from, and how it starts. */
  readonly source: AppSource;
  /** Prefix of the nodes' host names; a second AppTier in the network needs one of its own. @default 'app' */
  readonly role?: string;
  /** Droplets to run, 1 to 99. @default 2 */
  readonly nodes?: number;
  /** Size slug of each droplet. @default 's-1vcpu-2gb' */
  readonly size?: string;
  /** What the app stores its data in. @default none */
  readonly database?: IMysqlCluster;
  /** Variables for the app and its build, beside HOST, PORT and DATABASE_*: any text without NUL, Terraform values too. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How the web servers, and a deploy, find out whether the app works. @default GET /healthz gives 200 within a second */
  readonly healthCheck?: HealthCheckOptions;
  /**
   * Requests that one app node works on at a time for each web server, 1 to 10,000; more wait at the web server, at most 5 s. Fewer than
   * the app's workers leave one that answers the checks while all others wait for the database.
   * @default no limit
   */
  readonly concurrency?: number;
  /**
   * Seconds from a request to the beginning of this app's answer, and for which an answer may stand still, 5 to 100; then the visitor gets 504. At
   * most the site's `timeouts.response`. Changes without replacing nodes. @default the site's `timeouts.response`
   */
  readonly responseTimeoutSeconds?: number;
  /** Ports of the app's own, for other protocols than HTTP: see `tcpServices`. @default none */
  readonly tcpPorts?: TcpPorts;
  /** Lines for the service proxy of each node, which calls the database. A change replaces the nodes. @default none */
  readonly serviceProxySnippets?: readonly HaproxySnippet[];
  /** Has the web servers call the app by TLS; what is in front of it on its own node ends that. @default plain HTTP, inside of the private network */
  readonly tls?: TierTls;
}

/**
 * The app on droplets of its own.
 *
 * @example
 * import { AppSource, AppTier } from 'cdktf-web-infrastructure';
 *
 * const source = AppSource.git('https://example.com/shop.git', { ref: 'v1.4.2', start: '/opt/app/run' });
 * new AppTier(this, 'app', { network, access, source, environment: { LOG_LEVEL: 'info' } });
 */
export class AppTier extends Construct {
  /** The app's droplets, with their names and the firewall around them. */
  public readonly group: DropletGroup;
  /** Its ports for other protocols than HTTP, as load balancers call them. */
  public readonly tcpServices: readonly TcpService[];
  private readonly healthCheck: HealthCheck;
  private readonly concurrency?: number;
  private readonly responseTimeoutSeconds?: number;
  /** How the callers know the nodes, when they call by TLS. */
  private readonly tls?: ServerTls;

  public constructor(scope: Construct, id: string, props: AppTierProps) {
    super(scope, id);
    checkShapes('AppTier', { props }, this);
    const { database, source, environment } = props;
    const checks = new PropChecks(this);
    const { nodes = 2, role = TIERS.app.role } = props;
    source.check(checks);
    checkHealthCheck(checks, 'healthCheck', props.healthCheck ?? {});
    checks.wholeNumber('concurrency', props.concurrency ?? 1, 1, 10_000);
    this.healthCheck = resolveHealthCheck(props.healthCheck ?? {}, props.network.nameOf(role));
    this.concurrency = props.concurrency;
    this.responseTimeoutSeconds = props.responseTimeoutSeconds;
    checkResponseTimeout(checks, 'responseTimeoutSeconds', props.responseTimeoutSeconds);
    checkEnvironment(checks, environment, database !== undefined, Object.keys(props.tcpPorts ?? {}).map(portVariable));
    checkProcesses(checks, props, database !== undefined);
    checkTcpPorts(checks, props.tcpPorts ?? {});
    const processes = nodeProcesses(role, source, processesOf(props));
    const connection = database?.connection();
    checkListeners(checks, connection?.listeners ?? []);
    checkHaproxySnippets(checks, 'serviceProxySnippets', props.serviceProxySnippets ?? []);
    const tls = props.tls?.forTier(role, props.network.nameOf(role));
    this.tls = tls?.server;
    const inbound = tls && { port: APP_TLS_PORT, servicePort: APP_PORT };
    const { healthCheck, port } = this;
    const { tcpPorts } = props;
    const service = appService({
      ...{ source, node: 'of its own', port, tcpPorts, database, environment, processes, healthCheck },
    });
    this.group = new DropletGroup(this, 'Resource', {
      ...props,
      role,
      kind: 'app',
      nodes,
      size: props.size ?? 's-1vcpu-2gb',
      cloudInit: [
        ...(connection?.parts ?? []),
        ...serviceProxy(connection?.listeners ?? [], { inbound, reports: true, snippets: props.serviceProxySnippets }),
        service.part,
      ],
      settings: [...service.settings, ...(tls ? [{ files: [tls.file], apply: APPLY_SERVICE_PROXY }] : [])],
      additionalReadinessTimeout: releaseSeconds(props),
      readiness: {
        ...processes.readiness,
        ...service.readiness,
        app: ['on-private-address', ...healthCheckCommand(this.healthCheck, APP_PORT, 'ADDRESS')],
        ...connection?.readiness,
      },
      postRegistrationChecks: database && AUTHENTICATES,
      metrics: source.metricsPath === undefined ? undefined : { port: APP_METRICS_PORT, path: source.metricsPath },
      failureImpact: { takesDown: 'all that the app answers', drill: 'app-vanished' },
    });
    database?.allowFrom(this.group);
    offerRelease(this.group, service);
    this.tcpServices = tcpServicesOf(this.group, props.tcpPorts ?? {});
  }

  /** What the web servers call. */
  private get port(): number {
    return this.tls ? APP_TLS_PORT : APP_PORT;
  }

  /** What nginx needs to call the app. */
  public connection(): Connection {
    const { role } = this.group;
    const loopbackPort = role === TIERS.app.role ? APP_PORT : loopbackPortOf(role);
    return {
      loopbackPort,
      listeners: [
        {
          name: role,
          port: loopbackPort,
          protocol: 'http',
          servers: { tier: this.group.tierName, slots: slotsFor(this.group.nodeNames.length) },
          serverPort: this.port,
          tls: this.tls,
          healthCheck: this.healthCheck,
          // Whether the node reaches the database, and does not leave.
          reachPort: REACH_PORT,
          concurrency: this.concurrency,
          responseTimeoutSeconds: this.responseTimeoutSeconds,
          balance: 'roundrobin',
        },
      ],
      parts: [],
      readiness: {},
      tier: this.group,
      allowFrom: (callers) => {
        this.group.allowFrom(callers, this.port);
        this.group.allowFrom(callers, REACH_PORT);
        this.group.requireHealthChecksFrom(callers, this.port);
      },
    };
  }
}

/** What an app that runs on the web servers is made of. */
export interface ColocatedAppProps extends AppProcesses {
  /** Where the app's code comes from, and how it starts. */
  readonly source: AppSource;
  /** What the app stores its data in. @default - none */
  readonly database?: IMysqlCluster;
  /** Variables for the app and its build, beside HOST, PORT and DATABASE_*: any text without NUL, Terraform values too. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the app may connect to, beside what the web servers may. @default none */
  readonly outbound?: Outbound;
  /** How the load balancers, by way of nginx, and a deploy find out whether the app works. @default GET /healthz gives 200 within a second */
  readonly healthCheck?: HealthCheckOptions;
}

/** The app on the web servers themselves: what nginx calls runs beside it, and calls the database in its place. */
export function colocatedApp(options: ColocatedAppProps): Connection {
  checkShapes('colocatedApp', { options });
  const { source, database, environment, outbound, ...props } = options;
  const healthCheck = resolveHealthCheck(props.healthCheck ?? {}, 'localhost');
  const connection = database?.connection();
  const processes = nodeProcesses(TIERS.app.role, source, processesOf(props));
  const node = 'beside nginx';
  const service = appService({ source, node, port: APP_PORT, database, environment, processes, healthCheck });
  return {
    listeners: connection?.listeners ?? [],
    parts: [...(connection?.parts ?? []), service.part, { outbound: outbound?.rules }],
    settings: service.settings,
    localHealthCheck: healthCheck,
    readiness: {
      ...processes.readiness,
      ...service.readiness,
      app: healthCheckCommand(healthCheck, APP_PORT),
      ...connection?.readiness,
    },
    additionalReadinessTimeout: releaseSeconds(props),
    inService: database && AUTHENTICATES,
    allowFrom: (callers) => {
      const checks = new PropChecks(callers);
      source.check(checks);
      checkHealthCheck(checks, 'healthCheck', props.healthCheck ?? {});
      checkEnvironment(checks, environment, database !== undefined);
      checkProcesses(checks, props, database !== undefined);
      database?.allowFrom(callers);
      if (callers instanceof DropletGroup) offerRelease(callers, service);
    },
  };
}

/** Code in the user-data has no version that could be another one. */
function offerRelease(group: DropletGroup, { version }: AppUpdate): void {
  if (!version) return;
  version.bind(group);
  group.offerRelease(version.description);
}
