import { Construct } from 'constructs';
import { checkShapes } from './check-shapes';
import { processesOf, type AppProcesses } from './app/app-processes';
import type { AppSource } from './app/app-source';
import type { TcpPorts } from './app/tcp-ports';
import { AppTier, colocatedApp } from './app/app-tier';
import { siteApps, type SiteApp } from './app/site-apps';
import { CloudflareProxy, type IProxy } from './dns/cloudflare-proxy';
import { EdgePool } from './dns/edge-pool';
import { siteNames, type SiteNames } from './dns/site-names';
import { SiteRecords } from './dns/site-records';
import { Zone } from './dns/zone';
import { Access, type AccessProps } from './droplet/access';
import type { DropletGroup } from './droplet/droplet-group';
import type { NodeProps } from './droplet/droplet-group-props';
import { TierRegistry } from './droplet/tier-registry';
import type { AppRoute } from './http/app-route';
import type { HttpTimeouts } from './http/timeouts';
import type { HaproxySnippet } from './haproxy/haproxy-snippet';
import type { HealthCheckOptions } from './haproxy/health-check';
import { Backend } from './load-balancer/backend';
import { LoadBalancer, type LoadBalancerProps } from './load-balancer/load-balancer';
import type { AppMetrics } from './monitoring/app-metrics';
import type { MonitoredSite } from './monitoring/monitored-site';
import type { Monitoring } from './monitoring/monitoring';
import type { MysqlDatabase } from './mysql/database/mysql-database';
import type { IMysqlCluster } from './mysql/mysql-cluster';
import { PrivateNetwork } from './network/private-network';
import { missedGoals, type Goals } from './report/goals';
import { annotateMonthlyCost, markTierScope } from './report/monthly-cost';
import type { Connection } from './service-proxy/connection';
import { SiteOutput } from './site-output/site-output';
import { TierTls } from './tls/tier-tls';
import { TlsCertificate } from './tls/tls-certificate';
import { PropChecks } from './validation';
import { WebTier, type WebTierProps } from './web/web-tier';
import { TIERS } from './tiers';

/** What a tier takes beside what the site gives it. */
export type TierProps<Props> = Omit<Props, 'network' | 'access'>;

/** An app of the site. */
export interface AppProps extends NodeProps, AppProcesses {
  /** Where the app's code comes from, and how it starts. */
  readonly source: AppSource;
  /** Droplets of the app's own; 0 runs it on the web servers. @default 2 */
  readonly nodes?: number;
  /** Variables for the app and its build, beside what the database gives it: any text without NUL, Terraform values too. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** How the callers of the app, and a deploy, find out whether it works. @default GET /healthz, with the site's name as Host, gives 200 within a second */
  readonly healthCheck?: HealthCheckOptions;
  /** Requests that one app node works on at a time for each web server; more wait there, at most 5 s. @default no limit */
  readonly concurrency?: number;
  /**
   * Seconds from a request to the beginning of this app's answer, 5 to `timeouts.response`; then the visitor gets 504. Changes without replacing
   * nodes. @default `timeouts.response`
   */
  readonly responseTimeoutSeconds?: number;
  /**
   * Ports of the app's own, for other protocols than HTTP, by names: `{ mqtt: { port: 1883, from: ['198.51.100.0/24'] } }`. Clients connect to the load
   * balancers, by a name that Cloudflare does not proxy.
   * @default none
   */
  readonly tcpPorts?: TcpPorts;
  /** Lines for the service proxy of each of the app's nodes, which calls the database. A change replaces them. @default none */
  readonly serviceProxySnippets?: readonly HaproxySnippet[];
}

/** One of several apps. */
export interface RoutedAppProps extends AppProps {
  /** Its requests. Its host becomes a name of the site, with DNS record and certificate. @default all requests that no other app has */
  readonly route?: AppRoute;
  /** Droplets of the app's own. @default 2 */
  readonly nodes?: number;
  /** Whether the app has the site's database. @default true */
  readonly database?: boolean;
}

/** What a site is called, where it is, and what its parts are. */
export interface WebInfrastructureProps extends Goals {
  /** The site's name, such as `www.foobar.com`. */
  readonly domain: string;
  /** The Cloudflare zone. @default what is registered of the domain: `foobar.co.uk` of `www.foobar.co.uk` */
  readonly zone?: string;
  /** Id of that zone, when the deploy need not look it up, or makes it itself. @default found by its name */
  readonly zoneId?: string;
  /** Further host names, served as `domain` is; the zone's own name and names in other zones of the account, too. @default none */
  readonly aliases?: readonly string[];
  /** Host names that are redirected permanently to `https://` and `domain`, with path and query. @default none */
  readonly redirects?: readonly string[];
  /** Ids of other zones that `aliases` and `redirects` lie in, by the zones' names. @default found by what is registered of the names */
  readonly otherZoneIds?: Readonly<Record<string, string>>;
  /**
   * The zone's proxy when another site in the zone has made it: the settings are the zone's, and only one may own them.
   * It must be the proxy of the other zones of `aliases` and `redirects`, too: see CloudflareProxyProps.otherZoneIds.
   * @default this site makes it, for all its zones
   */
  readonly proxy?: IProxy;
  /** Where private names live. @default `int.` and the zone */
  readonly privateDomain?: string;
  /** Slug of the DigitalOcean region. */
  readonly region: string;
  /** Addresses of the VPC. @default '10.20.0.0/20' */
  readonly ipRange?: string;
  /** Id of a VPC that is there already, in this region, with the range `ipRange`. @default a new one is made */
  readonly vpcId?: string;
  /** Ranges of other networks that the VPC must stay apart from. @default none */
  readonly otherRanges?: readonly string[];
  /** Who may log in to the droplets, and from where. */
  readonly access: AccessProps;
  /** The load balancers: `failover` must be chosen; all else has a default, or is the site's. */
  readonly loadBalancer: Omit<
    TierProps<LoadBalancerProps>,
    | 'role'
    | 'hostNames'
    | 'redirects'
    | 'backend'
    | 'tcpServices'
    | 'certificate'
    | 'proxy'
    | 'slowRequestThresholdMs'
    | 'timeouts'
  >;
  /** How long answers may take, and WebSockets live, in all tiers. @default see HttpTimeouts */
  readonly timeouts?: HttpTimeouts;
  /** The web servers. @default - 2 nodes without static files */
  readonly web?: Omit<TierProps<WebTierProps>, 'role' | 'app' | 'routes' | 'maxBodyBytes' | 'timeouts' | 'tls'>;
  /** The site's only app. @default see `apps`; a site whose `web.staticFiles` are all needs none */
  readonly app?: AppProps;
  /**
   * Several apps, each on nodes of its own, by labels: prefixes of their nodes' host names. At most one has no route. `app: {...}` is the same as
   * `apps: { app: {...} }`. An app that is added or taken away replaces no node of another tier.
   * @default see `app`
   */
  readonly apps?: Readonly<Record<string, RoutedAppProps>>;
  /** Where the apps store their data. @default none: they keep none, or keep it elsewhere */
  readonly database?: MysqlDatabase;
  /** Who watches the site, and whom they tell. */
  readonly monitoring: Monitoring;
  /** The certificate that the load balancers show. @default TlsCertificate.cloudflareOrigin() */
  readonly tls?: TlsCertificate;
  /**
   * TLS also from the load balancers to the web servers and from those to the app, by a CA of the site's own. To MySQL it is always there.
   * Changing it replaces the load balancers, web and app servers.
   * @default false: plain HTTP inside of the private network
   */
  readonly tlsBetweenTiers?: boolean;
}

/**
 * The whole site: Cloudflare -> load balancers -> nginx -> app -> MySQL, with its names, certificates and firewalls.
 * Every part is a construct of its own and can be used without this one.
 *
 * @example
 * import { AppSource, Failover, Monitoring, MysqlDatabase, WebInfrastructure } from 'cdktf-web-infrastructure';
 *
 * new WebInfrastructure(this, 'site', {
 *   domain: 'www.foobar.com',
 *   region: 'fra1',
 *   access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
 *   loadBalancer: { failover: Failover.reservedIp({ token }) },
 *   app: { source: AppSource.sample() },
 *   database: MysqlDatabase.selfHosted({ nodes: 3 }),
 *   monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
 * });
 */
export class WebInfrastructure extends Construct {
  /** The VPC and the private names: for tiers of your own beside the site. */
  public readonly network: PrivateNetwork;
  /** SSH keys and the administrators' ranges: for tiers of your own beside the site. */
  public readonly access: Access;
  /** The proxy in front, which this site has made or was given: for other sites in the zone. */
  public readonly proxy: IProxy;
  /** The load balancers. */
  public readonly loadBalancer: LoadBalancer;
  /** The web servers. */
  public readonly web: WebTier;
  /** The app that has all requests of no other one, or the first one. None when it runs on the web servers. */
  public readonly app?: AppTier;
  /** Apps on nodes of their own, by their labels; of a site with `app`, `app` alone. */
  public readonly apps: Readonly<Record<string, AppTier>>;
  private readonly cluster?: IMysqlCluster;
  private readonly monitoringNodes?: DropletGroup;

  /** From the database outwards, against the traffic: each part takes what it calls. */
  public constructor(scope: Construct, id: string, props: WebInfrastructureProps) {
    super(scope, id);
    checkShapes('WebInfrastructure', { props }, this);
    const checks = new PropChecks(this);
    const apps = siteApps<AppProps & RoutedAppProps>(checks, {
      ...props,
      hasFiles: props.web?.staticFiles !== undefined,
    });
    const names = siteNames(checks, { ...props, routeHosts: hostsOf(apps) });
    const { domain, zone, privateDomain } = names;
    const zoneId = props.zoneId ?? new Zone(this, 'zone', { name: zone }).zoneId;
    this.network = this.makeNetwork(props, privateDomain, zoneId);
    this.access = new Access(this, 'access', props.access);
    const watched = this.equipTiers(props, apps);
    const tierTls = props.tlsBetweenTiers ? new TierTls(this, 'tier-tls') : undefined;

    this.cluster = this.makeDatabase(props);
    const running = apps.map((one) => this.runApp(one, domain, tierTls));
    this.apps = Object.fromEntries(running.flatMap(({ role, tier }) => (tier ? [[role, tier]] : [])));
    this.app = (running.find(({ route }) => isForAll(route)) ?? running[0])?.tier;
    this.web = this.serveWeb(props, running, tierTls);
    const otherZoneIds = this.findOtherZones(names);
    this.proxy = props.proxy ?? new CloudflareProxy(this, 'proxy', { zoneId, otherZoneIds });
    this.loadBalancer = this.balanceLoad(props, names);
    this.nameSite(names, zoneId, otherZoneIds);

    this.monitoringNodes = this.watch(props, domain, watched);
    this.admitAdministrators();
    SiteOutput.of(this, this.network).setDomain(domain);
    this.report(props);
  }

  /**
   * The database, for tiers of your own that store their data in it.
   * @throws Error when the site has none.
   */
  public get database(): IMysqlCluster {
    if (!this.cluster) throw new Error(`[${this.node.path}] the site has no database (give it one: 'database')`);
    return this.cluster;
  }

  /** Private names of all nodes that this site has made itself. */
  public get nodeNames(): readonly string[] {
    return this.groups.flatMap((group) => group.nodeNames);
  }

  /** From the visitor inwards. */
  private get groups(): readonly DropletGroup[] {
    const groups = [
      this.loadBalancer.group,
      this.web.group,
      ...Object.values(this.apps).map(({ group }) => group),
      this.cluster?.group,
      this.monitoringNodes,
    ];
    return groups.filter((group) => group !== undefined);
  }

  private get shared(): { readonly network: PrivateNetwork; readonly access: Access } {
    return { network: this.network, access: this.access };
  }

  private makeNetwork(props: WebInfrastructureProps, domain: string, zoneId: string): PrivateNetwork {
    const { region, ipRange = '10.20.0.0/20', otherRanges, vpcId } = props;
    return new PrivateNetwork(this, 'network', { region, ipRange, otherRanges, vpcId, domain, zoneId });
  }

  /** What every tier on the network carries so that it can be watched. */
  private equipTiers(
    { monitoring }: WebInfrastructureProps,
    apps: readonly SiteApp<AppProps>[],
  ): Pick<MonitoredSite, 'appMetrics' | 'journals'> {
    const appMetrics = appMetricsOf(apps);
    const journals = monitoring.collectJournals(this, 'journals', this.network);
    const sender = journals ? [journals.sender] : [];
    // The monitoring droplets bring theirs along.
    TierRegistry.of(this.network).equip((tier) =>
      tier.kind === 'monitoring' ? [] : [...monitoring.partsOf(tier, appMetrics), ...sender],
    );
    return { appMetrics, journals };
  }

  private makeDatabase({ database }: WebInfrastructureProps): IMysqlCluster | undefined {
    database?.check(new PropChecks(this), this.shared);
    return database?.bind(this, 'database', this.shared);
  }

  /** On nodes of its own, or on the web servers. */
  private runApp({ role, id, prop, props, route }: SiteApp<RoutedAppProps>, domain: string, tls?: TierTls): RunningApp {
    const { database: withDatabase = true, ...app } = props;
    const database = withDatabase ? this.cluster : undefined;
    const healthCheck = { ...app.healthCheck, host: app.healthCheck?.host ?? route.host ?? domain };
    const { source, environment, outbound, concurrency, responseTimeoutSeconds } = app;
    const checks = new PropChecks(this);
    if (app.nodes === 0 && prop === 'app') {
      const [rule, remedy] = ['be left out when the app runs on the web servers', 'give the app nodes of its own'];
      const absent = (name: string, value: unknown, instead: string) =>
        checks.require(value === undefined, `app.${name}`, rule, value, instead);
      absent('concurrency', concurrency, remedy);
      absent('tcpPorts', app.tcpPorts, remedy);
      absent('serviceProxySnippets', app.serviceProxySnippets, "write 'web.serviceProxySnippets'");
      absent('responseTimeoutSeconds', responseTimeoutSeconds, "write 'timeouts.response'");
      const own = { ...processesOf(app), source, environment, outbound, healthCheck, database };
      return { role, route, connection: colocatedApp(own) };
    }
    const remedy = "leave it out; an app on the web servers is the site's only one, in 'app'";
    checks.require(app.nodes !== 0, `${prop}.nodes`, 'be at least 1', app.nodes, remedy);
    const nodes = app.nodes === 0 ? 1 : app.nodes;
    const tier = new AppTier(this, id, { ...app, role, nodes, healthCheck, ...this.shared, database, tls });
    return { role, route, tier, connection: tier.connection() };
  }

  private serveWeb(
    { web, loadBalancer, timeouts }: WebInfrastructureProps,
    apps: readonly RunningApp[],
    tls?: TierTls,
  ): WebTier {
    const { maxBodyBytes } = loadBalancer.limits ?? {};
    const app = apps.find(({ route }) => isForAll(route))?.connection;
    const routes = apps
      .filter(({ route }) => !isForAll(route))
      .map(({ route, connection }) => ({ route, app: connection }));
    return new WebTier(this, 'web', { ...web, ...this.shared, app, routes, maxBodyBytes, timeouts, tls });
  }

  private balanceLoad(props: WebInfrastructureProps, { domain, aliases, redirects }: SiteNames): LoadBalancer {
    const { group, healthCheck, reachPort, reportsUnsent, port, tls } = this.web;
    return new LoadBalancer(this, 'load-balancer', {
      ...props.loadBalancer,
      ...this.shared,
      slowRequestThresholdMs: props.monitoring.slowRequestThresholdMs,
      hostNames: [domain, ...aliases],
      redirects,
      timeouts: props.timeouts,
      // A failing app is a matter of its service proxy's; a web server with several apps serves the others.
      backend: Backend.tier(group, {
        ...{ port, healthCheck, reachPort, reportsUnsent, tls, httpReuse: 'always' },
        observe: props.apps ? 'layer4' : 'layer7',
      }),
      tcpServices: Object.values(this.apps).flatMap(({ tcpServices }) => tcpServices),
      certificate: props.tls ?? TlsCertificate.cloudflareOrigin(),
      proxy: this.proxy,
    });
  }

  private findOtherZones({ otherZones }: SiteNames): Readonly<Record<string, string>> {
    const find = (name: string) => new Zone(this, `zone-${name}`, { name }).zoneId;
    return Object.fromEntries(Object.entries(otherZones).map(([name, { zoneId }]) => [name, zoneId ?? find(name)]));
  }

  private nameSite(site: SiteNames, zoneId: string, otherZoneIds: Readonly<Record<string, string>>): void {
    const zoneIds = Object.fromEntries(
      Object.entries(site.otherZones).flatMap(([zone, { hostNames }]) =>
        hostNames.map((name) => [name, otherZoneIds[zone]!]),
      ),
    );
    const names = { zoneId, zoneIds, hostNames: [site.domain, ...site.aliases, ...site.redirects] };
    const { addresses, edgePool, group } = this.loadBalancer;
    if (!edgePool) {
      new SiteRecords(this, 'records', { ...names, addresses });
      return;
    }
    const origins = Object.fromEntries(group.nodeNames.map((name, i) => [name.split('.')[0]!, addresses[i]!]));
    new EdgePool(this, 'edge-pool', { ...names, ...edgePool, zoneName: site.zone, origins });
  }

  private watch(
    { monitoring }: WebInfrastructureProps,
    domain: string,
    watched: Pick<MonitoredSite, 'appMetrics' | 'journals'>,
  ): DropletGroup | undefined {
    const { shared, groups: tiers, cluster: database } = this;
    const site = { ...shared, domain, tiers, database, ...watched };
    monitoring.check(new PropChecks(this), site);
    return monitoring.bind(this, 'monitoring', site);
  }

  /** Administrators reach every other node through the load balancers. */
  private admitAdministrators(): void {
    const { group: bastions } = this.loadBalancer;
    for (const group of this.groups.slice(1)) group.allowFrom(bastions, 22);
    TierRegistry.of(this.network).whenAdded((tier) => tier.allowFrom(bastions, 22));
  }

  private report(props: WebInfrastructureProps): void {
    markTierScope(this);
    annotateMonthlyCost(this, props.budget);
    this.node.addValidation({ validate: () => [...missedGoals(this, props)] });
  }
}

/** An app and how the web servers call it. */
interface RunningApp extends Pick<SiteApp<AppProps>, 'role' | 'route'> {
  readonly tier?: AppTier;
  readonly connection: Connection;
}

function isForAll({ host, path }: AppRoute): boolean {
  return host === undefined && path === undefined;
}

function hostsOf(apps: readonly SiteApp<AppProps>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    apps.flatMap(({ prop, route: { host } }) => (host === undefined ? [] : [[`${prop}.route.host`, host]])),
  );
}

/** Of the app that is called `app`; the nodes of the others serve theirs as any tier does. */
function appMetricsOf(apps: readonly SiteApp<AppProps>[]): AppMetrics | undefined {
  const app = apps.find(({ role }) => role === TIERS.app.role)?.props;
  const path = app?.source.metricsPath;
  return path === undefined ? undefined : { role: app?.nodes === 0 ? TIERS.web.role : TIERS.app.role, path };
}
