import { DataDigitaloceanDatabaseCa } from '@cdktf/provider-digitalocean/lib/data-digitalocean-database-ca';
import { DatabaseCluster } from '@cdktf/provider-digitalocean/lib/database-cluster';
import { DatabaseDb } from '@cdktf/provider-digitalocean/lib/database-db';
import { DatabaseFirewall } from '@cdktf/provider-digitalocean/lib/database-firewall';
import { DatabaseMysqlConfig } from '@cdktf/provider-digitalocean/lib/database-mysql-config';
import { DatabaseReplica } from '@cdktf/provider-digitalocean/lib/database-replica';
import { DatabaseUser } from '@cdktf/provider-digitalocean/lib/database-user';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { DropletGroup } from '../droplet/droplet-group';
import type { ITier } from '../droplet/tier';
import type { INetwork } from '../network/network';
import type { Connection } from '../service-proxy/connection';
import { FLOWS, PARTS, ROLES } from '../picture/facts';
import { addCostItem } from '../report/monthly-cost';
import { databaseItem } from '../report/price-list';
import { addTolerableFailure, addSinglePointOfFailure } from '../report/single-points';
import { SiteOutput } from '../site-output/site-output';
import { PropChecks } from '../validation';
import { inSameStack, placeAbove } from '../layers';
import { checkAppNames, checkClusterName } from './check-names';
import { databaseSizes } from './database-sizes';
import { mysqlListener } from './mysql-listener';
import { checkMysqlSettings, mysqlConfigArguments, type MysqlSettings } from './mysql-settings';
import {
  CA_FILE,
  READER_ENDPOINT,
  WRITER_ENDPOINT,
  type IMysqlCluster,
  type MysqlCredentials,
  type MysqlNames,
} from './mysql-cluster';

/** Port of DigitalOcean's managed MySQL. */
const PORT = 25060;

/** The size of a managed cluster, and how DigitalOcean runs it. */
export interface ManagedMysqlOptions {
  /** Nodes that stand by to take over, 0 to 2. @default 1 */
  readonly standbyNodes?: number;
  /** Nodes that only take reads, 0 to 3. @default 0: reads go to the primary */
  readonly readReplicas?: number;
  /** Major version. @default '8' */
  readonly version?: string;
  /** Size slug of each node. @default 'db-s-2vcpu-4gb' */
  readonly size?: string;
  /** Weekly window for updates. @default - sunday, 03:00 */
  readonly maintenance?: {
    /** Day of the week in English, lower case. */
    readonly day: string;
    /** When the window begins, HH:MM in UTC. */
    readonly hour: string;
  };
  /** Settings of the servers. @default DigitalOcean's */
  readonly settings?: MysqlSettings;
  /** Terraform refuses every plan that would delete the cluster. @default true */
  readonly deletionProtection?: boolean;
  /** Name of the app's database. @default 'app' */
  readonly database?: string;
  /** Name of the app's user. @default 'app' */
  readonly user?: string;
}

/** A managed cluster and the network that it is in. */
export interface ManagedMysqlProps extends ManagedMysqlOptions {
  /** Last part of the cluster's name; a second ManagedMysql in the network needs one of its own. Another name is another cluster. @default 'mysql' */
  readonly name?: string;
  /** The network from which the cluster is reached; the cluster is in its VPC and region. */
  readonly network: INetwork;
}

/**
 * MySQL run by DigitalOcean, reached over the VPC.
 *
 * @example
 * import { AppSource, AppTier, ManagedMysql } from 'cdktf-web-infrastructure';
 *
 * const database = new ManagedMysql(this, 'database', { network, standbyNodes: 1 });
 * new AppTier(this, 'app', { network, access, source: AppSource.sample(), database });
 */
export class ManagedMysql extends Construct implements IMysqlCluster {
  public readonly writer = WRITER_ENDPOINT;
  public readonly readers = READER_ENDPOINT;
  public readonly credentials: MysqlCredentials;
  public readonly managed: {
    /** DigitalOcean's id of the cluster. */
    readonly clusterId: string;
    /** Size slug of each node. */
    readonly size: string;
  };
  /** CA of the servers' certificates, PEM. */
  public readonly ca: string;
  /** Private name of the primary, and the port of all servers. */
  public readonly host: {
    /** Private name, which DigitalOcean moves to the new primary after a failover. */
    readonly name: string;
    /** TCP port of the primary and of all replicas. */
    readonly port: number;
  };
  /** As the app knows them. */
  public readonly names: MysqlNames;
  private readonly readerHosts: readonly string[];
  private readonly firewall: DatabaseFirewall;
  private readonly callers = new Set<string>();
  private readonly clusterName: string;
  private callersTag?: Tag;

  public constructor(scope: Construct, id: string, props: ManagedMysqlProps) {
    super(scope, id);
    checkShapes('ManagedMysql', { props }, this);
    const { network, name = 'mysql' } = props;
    const clusterName = `${network.prefix}-${name}`;
    this.clusterName = clusterName;
    const [standbyNodes, readReplicas] = [props.standbyNodes ?? 1, props.readReplicas ?? 0];
    const size = props.size ?? 'db-s-2vcpu-4gb';
    const maintenance = props.maintenance ?? { day: 'sunday', hour: '03:00' };
    const checks = new PropChecks(this);
    checkClusterName(checks, this, name, network);
    checks.wholeNumber('standbyNodes', standbyNodes, 0, 2);
    checks.wholeNumber('readReplicas', readReplicas, 0, 3);
    checks.requireListed(
      'size',
      size,
      databaseSizes(1 + standbyNodes),
      `a size of managed MySQL for ${1 + standbyNodes} nodes`,
    );
    checks.oneOf('version', props.version ?? '8', ['8']);
    checks.oneOf('maintenance.day', maintenance.day, [
      'monday',
      'tuesday',
      'wednesday',
      'thursday',
      'friday',
      'saturday',
      'sunday',
    ]);
    checks.check(
      'maintenance.hour',
      maintenance.hour,
      (hour) => /^([01]\d|2[0-3]):\d\d$/.test(hour),
      'be an hour in UTC',
      "write it like '03:00'",
    );

    this.names = { database: props.database ?? 'app', user: props.user ?? 'app' };
    checkAppNames(checks, this.names);
    checkMysqlSettings(checks, props.settings ?? {});

    const cluster = new DatabaseCluster(this, 'Resource', {
      name: clusterName,
      engine: 'mysql',
      version: props.version ?? '8',
      size,
      region: network.region,
      nodeCount: 1 + Math.max(0, Math.min(2, standbyNodes)),
      privateNetworkUuid: network.vpcId,
      maintenanceWindow: [maintenance],
      lifecycle: { preventDestroy: props.deletionProtection ?? true },
    });
    SiteOutput.of(this, network).addDatabase({ kind: 'managed', clusterId: cluster.id });
    const database = new DatabaseDb(this, 'database', {
      clusterId: cluster.id,
      name: this.names.database,
      // Another name is another database: Terraform would drop the old one, with its data.
      lifecycle: { preventDestroy: props.deletionProtection ?? true },
    });
    const user = new DatabaseUser(this, 'user', { clusterId: cluster.id, name: this.names.user });
    const replicas = Array.from({ length: Math.max(0, Math.min(3, readReplicas)) }, (_, i) => {
      const name = `${clusterName}-reader-${i + 1}`;
      return new DatabaseReplica(this, `reader-${i + 1}`, {
        clusterId: cluster.id,
        name,
        size,
        region: network.region,
        privateNetworkUuid: network.vpcId,
      });
    });
    if (props.settings)
      new DatabaseMysqlConfig(this, 'settings', { clusterId: cluster.id, ...mysqlConfigArguments(props.settings) });
    // Closed by default: without a rule DigitalOcean admits everybody, so the VPC stands in until a caller is named.
    this.firewall = new DatabaseFirewall(this, 'firewall', {
      clusterId: cluster.id,
      rule: [{ type: 'ip_addr', value: network.ipRange }],
    });
    this.ca = new DataDigitaloceanDatabaseCa(this, 'ca', { clusterId: cluster.id }).certificate;
    this.credentials = { database: database.name, user: user.name, password: user.password };
    this.managed = { clusterId: cluster.id, size };
    this.host = { name: cluster.privateHost, port: PORT };
    this.readerHosts = replicas.length > 0 ? replicas.map((replica) => replica.privateHost) : [cluster.privateHost];
    this.addToReport(size, standbyNodes, replicas.length);
    this.addToDiagram(size, standbyNodes, replicas.length, network);
  }

  public connection(): Connection {
    return {
      listeners: [
        // DigitalOcean moves the name to the new primary; the proxy follows it.
        mysqlListener('mysql-writer', WRITER_ENDPOINT.port, [this.host.name], PORT),
        mysqlListener('mysql-readers', READER_ENDPOINT.port, this.readerHosts, PORT),
      ],
      parts: [{ files: [{ path: CA_FILE, base64: Fn.base64encode(this.ca) }] }],
      readiness: {},
      allowFrom: (callers) => this.allowFrom(callers),
    };
  }

  public allowFrom(callers: ITier): void {
    FLOWS.add(this, { from: callers, to: this, port: PORT });
    this.callers.add(this.tagOf(callers));
    this.firewall.putRule([...this.callers].map((value) => ({ type: 'tag', value })));
  }

  /** One of this stack's for callers in a stack above: only they can refer to it, and not the other way round. */
  private tagOf(callers: ITier): string {
    if (!(callers instanceof DropletGroup) || inSameStack(this, callers)) return callers.tag;
    placeAbove(callers, this);
    this.callersTag ??= new Tag(this, 'callers', { name: `${this.clusterName}-callers` });
    callers.addTag(this.callersTag.name);
    return this.callersTag.name;
  }

  private addToDiagram(size: string, standbyNodes: number, readReplicas: number, network: INetwork): void {
    const standby = Array.from({ length: Math.max(0, standbyNodes) }, () => 'standby');
    const readers = Array.from({ length: Math.max(0, readReplicas) }, () => 'read replica');
    const roles = ['primary', ...standby, ...readers];
    const machines = roles.map((_, i) => `node ${i + 1}`);
    PARTS.add(this, { kind: 'managed', title: 'Managed MySQL', note: `${roles.length} x ${size}`, machines, network });
    const note = standbyNodes > 0 ? 'DigitalOcean promotes a standby' : 'DigitalOcean replaces a lost primary';
    ROLES.add(this, { of: this, roles, note });
  }

  /** For the report. A lone replica is alone: the readers' port goes to replicas only, when there are any. */
  private addToReport(size: string, standbyNodes: number, readReplicas: number): void {
    addCostItem(this, databaseItem(size), 1 + standbyNodes + readReplicas);
    const until = 'DigitalOcean has made another';
    if (standbyNodes > 0) addTolerableFailure(this, { lost: `the primary, with ${standbyNodes} standing by` });
    else
      addSinglePointOfFailure(this, {
        lost: 'the primary',
        takesDown: 'the database',
        until,
        remedy: 'use 1 standby node',
      });
    if (readReplicas > 1) addTolerableFailure(this, { lost: `one of ${readReplicas} read replicas` });
    if (readReplicas !== 1) return;
    const takesDown = `reads on port ${READER_ENDPOINT.port}`;
    addSinglePointOfFailure(this, {
      lost: 'the only read replica',
      takesDown,
      until,
      remedy: 'use 2 read replicas, or none',
    });
  }
}
