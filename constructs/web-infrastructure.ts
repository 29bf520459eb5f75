import { Construct } from 'constructs';
import type { AppSource } from './app/app-source';
import { AppTier, colocatedApp } from './app/app-tier';
import { CloudflareProxy } from './dns/cloudflare-proxy';
import { EdgePool } from './dns/edge-pool';
import { SiteRecords } from './dns/site-records';
import { Zone } from './dns/zone';
import { Access, type AccessProps } from './droplet/access';
import type { DropletGroup, NodeProps } from './droplet/droplet-group';
import { Backend } from './load-balancer/backend';
import { LoadBalancer, type LoadBalancerProps } from './load-balancer/load-balancer';
import type { MysqlDatabase } from './mysql/mysql-database';
import type { IMysqlCluster } from './mysql/mysql-cluster';
import { PrivateNetwork } from './network/private-network';
import type { Connection } from './service-proxy/connection';
import { TlsCertificate } from './tls/tls-certificate';
import { PropChecks } from './validation';
import { WebTier, type WebTierProps } from './web/web-tier';

/** What a tier takes beside what the site gives it. */
export type TierProps<Props> = Omit<Props, 'network' | 'access'>;

export interface AppProps extends NodeProps {
  /** Where the app's code comes from, and how it starts. */
  readonly source: AppSource;
  /** Droplets of the app's own; 0 runs it on the web servers. @default 2 */
  readonly nodes?: number;
  /** Beside what the database gives it. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface WebInfrastructureProps {
  /** The site's name, such as `www.foobar.com`. */
  readonly domain: string;
  /** The Cloudflare zone. @default the domain without its first label */
  readonly zone?: string;
  /** Where private names live. @default `int.` and the zone */
  readonly privateDomain?: string;
  /** Slug of the DigitalOcean region. */
  readonly region: string;
  /** Addresses of the VPC. @default '10.20.0.0/20' */
  readonly ipRange?: string;
  /** Ranges of other networks that the VPC must stay apart from. @default none */
  readonly otherRanges?: readonly string[];
  readonly access: AccessProps;
  readonly loadBalancer: Omit<TierProps<LoadBalancerProps>, 'hostNames' | 'backend' | 'certificate' | 'proxy'>;
  /** @default 2 nodes */
  readonly web?: Omit<TierProps<WebTierProps>, 'app' | 'maxBodyBytes'>;
  readonly app: AppProps;
  readonly database: MysqlDatabase;
  /** @default TlsCertificate.cloudflareOrigin() */
  readonly tls?: TlsCertificate;
}

/**
 * The whole site: Cloudflare -> load balancers -> nginx -> app -> MySQL, with its names, certificates and firewalls.
 * Every part is a construct of its own and can be used without this one.
 */
export class WebInfrastructure extends Construct {
  public readonly loadBalancer: LoadBalancer;
  public readonly web: WebTier;
  /** None when the app runs on the web servers. */
  public readonly app?: AppTier;
  public readonly database: IMysqlCluster;

  public constructor(scope: Construct, id: string, props: WebInfrastructureProps) {
    super(scope, id);
    const zoneName = props.zone ?? props.domain.split('.').slice(1).join('.');
    const privateDomain = props.privateDomain ?? `int.${zoneName}`;
    const checks = new PropChecks(this);
    checks.check(
      'domain',
      props.domain,
      (name) => isWithin(name, zoneName),
      `lie in the zone '${zoneName}'`,
      'name the zone, or a domain in it',
    );
    checks.check(
      'privateDomain',
      privateDomain,
      (name) => isWithin(name, zoneName),
      `lie in the zone '${zoneName}'`,
      `write it like 'int.${zoneName}'`,
    );
    checks.require(
      privateDomain !== props.domain,
      'privateDomain',
      'differ from the domain',
      privateDomain,
      `write it like 'int.${zoneName}'`,
    );

    const { zoneId } = new Zone(this, 'zone', { name: zoneName });
    const network = new PrivateNetwork(this, 'network', {
      region: props.region,
      ipRange: props.ipRange ?? '10.20.0.0/20',
      otherRanges: props.otherRanges,
      domain: privateDomain,
      zoneId,
    });
    const access = new Access(this, 'access', props.access);
    const shared = { network, access };

    this.database = props.database.bind(this, 'database', shared);
    const { app, connection } = this.runApp(props.app, shared);
    this.app = app;
    const { maxBodyBytes } = props.loadBalancer.limits ?? {};
    this.web = new WebTier(this, 'web', { ...shared, ...props.web, app: connection, maxBodyBytes });
    const hostNames = [props.domain];
    const proxy = new CloudflareProxy(this, 'proxy', { zoneId });
    this.loadBalancer = new LoadBalancer(this, 'load-balancer', {
      ...shared,
      ...props.loadBalancer,
      hostNames,
      backend: Backend.tier(this.web.group, { port: WebTier.PORT }),
      certificate: props.tls ?? TlsCertificate.cloudflareOrigin(),
      proxy,
    });
    this.nameSite({ zoneId, hostNames }, zoneName);
    // Administrators reach every other node through the load balancers.
    for (const group of this.groups.slice(1)) group.allowFrom(this.loadBalancer.group, 22);
  }

  /** Private names of all nodes that this site has made itself. */
  public get nodeNames(): readonly string[] {
    return this.groups.flatMap((group) => group.nodeNames);
  }

  /** All droplets by their private name, as operators look for them. */
  public get droplets(): Readonly<Record<string, { readonly id: string; readonly address: string }>> {
    const named = this.groups.flatMap(({ nodeNames, droplets }) =>
      droplets.map((droplet, i) => [nodeNames[i]!, { id: droplet.id, address: droplet.ipv4Address }] as const),
    );
    return Object.fromEntries(named);
  }

  /** From the visitor inwards. */
  private get groups(): readonly DropletGroup[] {
    const groups = [this.loadBalancer.group, this.web.group, this.app?.group, this.database.group];
    return groups.filter((group) => group !== undefined);
  }

  private nameSite(names: { zoneId: string; hostNames: readonly string[] }, zoneName: string): void {
    const { addresses, edgePool, group } = this.loadBalancer;
    if (!edgePool) {
      new SiteRecords(this, 'records', { ...names, addresses });
      return;
    }
    const origins = Object.fromEntries(group.nodeNames.map((name, i) => [name.split('.')[0]!, addresses[i]!]));
    new EdgePool(this, 'edge-pool', { ...names, ...edgePool, zoneName, origins });
  }

  private runApp(
    props: AppProps,
    shared: { network: PrivateNetwork; access: Access },
  ): { app?: AppTier; connection: Connection } {
    const { source, environment } = props;
    if (props.nodes === 0) return { connection: colocatedApp({ source, environment, database: this.database }) };
    const app = new AppTier(this, 'app', { ...shared, ...props, database: this.database });
    return { app, connection: app.connection() };
  }
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
