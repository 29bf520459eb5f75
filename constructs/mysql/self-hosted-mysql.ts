import { Password } from '@cdktf/provider-random/lib/password';
import { Uuid } from '@cdktf/provider-random/lib/uuid';
import { Fn, Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { IAccess } from '../droplet/access';
import { DropletGroup } from '../droplet/droplet-group';
import type { ITier } from '../droplet/tier';
import type { NodeProps } from '../droplet/droplet-group-props';
import { FixedAtCreation } from '../droplet/fixed-at-creation';
import { IMAGES } from '../droplet/images';
import { httpCheck } from '../droplet/readiness';
import type { INetwork } from '../network/network';
import type { Connection, ProxyListener } from '../service-proxy/connection';
import { FLOWS, PARTS, ROLES } from '../picture/facts';
import type { TierLoss } from '../report/single-points';
import { SiteOutput } from '../site-output/site-output';
import { PropChecks } from '../validation';
import { MysqlBackups } from './backups/mysql-backups';
import { checkAppNames } from './check-names';
import {
  CA_FILE,
  READER_ENDPOINT,
  WRITER_ENDPOINT,
  type IMysqlCluster,
  type MysqlCredentials,
  type MysqlNames,
} from './mysql-cluster';
import { MysqlCertificates } from './mysql-certificates';
import { mysqlNodes, mysqlSettings } from './mysql-nodes';
import { checkServerChoice, resolveServerPackage, type MysqlServerChoice, type ServerPackage } from './mysql-packages';
import { GROUP_PORT, MYSQL_PORT, ROLE_PORT } from './ports';
import type { Replication } from './render-my-cnf';
import { serverUpdates } from './server-packages';
import { checkServerSettings, resolveServerSettings, type MysqlServerSettings } from './server-settings';
import { TIERS } from '../tiers';

/** Sizes of a cluster that can lose a node: a group keeps its majority, a pair its operator. */
const SIZES = [2, 3, 5, 7];

/** What nodes of releases before `packages` were made with. */
const DISTRIBUTION = "the distribution's";
const UPGRADE =
  "nodes with data keep their server: for the distribution's, packages: MysqlPackages.distribution() and the image that they were made from, such as 'ubuntu-24-04-x64'; docs/guides/upgrading.md#mysqls-own-packages";

/** Two nodes cannot agree on who is primary when they do not hear each other, and a primary without its replica acknowledges no write. */
const LOSS_IN_A_PAIR: TierLoss = {
  covered: false,
  takesDown: 'all writes',
  until: 'an operator promotes the replica, or the replica is back',
  remedy: 'use 3 nodes for automatic failover',
  drill: 'mysql-primary-lost',
};

/** The size of a cluster on droplets, its settings, and its backups. */
export interface SelfHostedMysqlOptions extends NodeProps, MysqlServerSettings, MysqlServerChoice {
  /** 3, 5 or 7: a group that replaces a lost primary itself. 2: a primary and a replica that an operator promotes. */
  readonly nodes: number;
  /** Size slug of each droplet. @default 's-2vcpu-4gb' */
  readonly size?: string;
  /** Volume of each node, GiB. @default 50 */
  readonly volumeGb?: number;
  /** Where its backups go. @default MysqlBackups.none(); synth warns */
  readonly backups?: MysqlBackups;
  /** Terraform refuses every plan that would delete data. @default true */
  readonly deletionProtection?: boolean;
  /**
   * Another number makes new passwords of all accounts, with the next deploy. The old ones work, too, until `npx cdktf-web-infrastructure mysql retire-passwords`.
   * @default 1
   */
  readonly passwordVersion?: number;
  /** Name of the app's database. @default 'app' */
  readonly database?: string;
  /** Name of the app's user. @default 'app' */
  readonly user?: string;
}

/** A cluster on droplets, and the network that they are in. */
export interface SelfHostedMysqlProps extends SelfHostedMysqlOptions {
  /** Prefix of the nodes' host names; a second SelfHostedMysql in the network needs one of its own. @default 'mysql' */
  readonly role?: string;
  /** The network that the droplets are in, and that has their private names. */
  readonly network: INetwork;
  /** SSH keys of the droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
}

/**
 * MySQL on droplets with a volume each.
 *
 * @example
 * import { AppSource, AppTier, SelfHostedMysql } from 'cdktf-web-infrastructure';
 *
 * const database = new SelfHostedMysql(this, 'database', { network, access, nodes: 3 });
 * new AppTier(this, 'app', { network, access, source: AppSource.sample(), database });
 */
export class SelfHostedMysql extends Construct implements IMysqlCluster {
  public readonly writer = WRITER_ENDPOINT;
  public readonly readers = READER_ENDPOINT;
  public readonly credentials: MysqlCredentials;
  public readonly group: DropletGroup;
  /** As the app knows them. */
  public readonly names: MysqlNames;
  /** CA of the servers' certificates, PEM. */
  public readonly ca: string;

  public constructor(scope: Construct, id: string, props: SelfHostedMysqlProps) {
    super(scope, id);
    checkShapes('SelfHostedMysql', { props }, this);
    const { network, nodes, role = TIERS.database.role } = props;
    const size = props.size ?? 's-2vcpu-4gb';
    const checks = new PropChecks(this);
    const hosts = Array.from({ length: Math.max(0, Math.min(99, nodes)) }, (_, i) => `${role}-${i + 1}`);
    const nodeNames = hosts.map((host) => network.nameOf(host));
    const certificates = new MysqlCertificates(this, 'tls', { nodeNames });
    this.ca = certificates.ca;
    this.names = { database: props.database ?? 'app', user: props.user ?? 'app' };
    this.credentials = { ...this.names, password: this.newPassword('app-password', props) };
    this.check(checks, props);
    checkServerSettings(checks, nodes, size, props);
    const server = resolveServerPackage(props);
    const replication = this.replication(nodes, nodeNames, network.ipRange);
    const bootstrap = Lazy.stringValue({ produce: () => this.group.bootstrapDigest });
    const settings = mysqlSettings({
      replication,
      nodeNames,
      bootstrap,
      ...resolveServerSettings(size, props),
      credentials: this.credentials,
      replicationPassword: this.newPassword('replication-password', props),
      adminPassword: this.newPassword('admin-password', props),
    });
    const chosen = props.backups ?? MysqlBackups.none();
    chosen.check(checks, { network });
    const backups = chosen.bind(this, 'backups', { network });
    this.group = new DropletGroup(this, 'Resource', {
      ...props,
      role,
      kind: 'database',
      size,
      volume: { sizeGb: props.volumeGb ?? 50, deletionProtection: props.deletionProtection },
      cloudInit: [
        mysqlNodes({
          kind: replication.kind,
          server,
          domain: network.domain,
          bootstrap,
          volumePrefix: network.prefix,
          settings,
          tls: {
            ca: Fn.base64encode(certificates.ca),
            certificate: Fn.base64encode(certificates.certificate),
            key: Fn.base64encode(certificates.key),
          },
        }),
        backups.part,
      ],
      settings: [settings, backups.settings, ...serverUpdates(server)],
      // Ready means a member of the cluster: the deploy ends when the cluster stands.
      readiness: { mysql: httpCheck(`http://127.0.0.1:${ROLE_PORT}/member`) },
      failureImpact: nodes === 2 ? LOSS_IN_A_PAIR : { takesDown: 'the database', drill: 'mysql-primary-lost' },
    });
    const own = replication.kind === 'group' ? [MYSQL_PORT, GROUP_PORT, ROLE_PORT] : [MYSQL_PORT, ROLE_PORT];
    for (const port of own) this.group.allowFrom(this.group, port);
    this.fix(replication.kind, server, network);
    SiteOutput.of(this, network).addDatabase({ kind: 'self-hosted', role: this.group.role });
    ROLES.add(this, {
      of: this.group,
      roles: hosts.map((_, i) => (i === 0 ? 'primary' : nodes === 2 ? 'replica' : 'secondary')),
      note:
        nodes === 2
          ? 'an operator promotes the replica'
          : `a secondary takes over while ${(nodes + 1) / 2} of ${nodes} are up`,
    });
    if (!backups.bucket) return;
    PARTS.add(this, { kind: 'managed', title: 'Backups', note: backups.bucket });
    FLOWS.add(this, { from: this.group, to: this, label: 'HTTPS, encrypted by age' });
  }

  public connection(): Connection {
    return {
      listeners: [
        this.listener('mysql-writer', WRITER_ENDPOINT.port, '/writer'),
        this.listener('mysql-readers', READER_ENDPOINT.port, '/reader'),
      ],
      parts: [{ files: [{ path: CA_FILE, base64: Fn.base64encode(this.ca) }] }],
      readiness: {},
      allowFrom: (callers) => this.allowFrom(callers),
    };
  }

  public allowFrom(callers: ITier): void {
    for (const port of [MYSQL_PORT, ROLE_PORT]) this.group.allowFrom(callers, port);
  }

  /** What is in the nodes' data, or in the names of their volumes. */
  private fix(kind: Replication['kind'], { track }: ServerPackage, network: INetwork): void {
    const elsewhere = 'move the data: deploy a second site and restore into it, or MysqlDatabase.migrating()';
    const fixed = (prop: string, value: string, remedy = elsewhere) => ({ prop, value, remedy });
    new FixedAtCreation(this, 'fixed', {
      kind: fixed(
        'nodes',
        kind === 'pair' ? '2, a pair' : '3 or more, a group',
        'keep the kind, or move the data: MysqlDatabase.migrating() to a managed cluster, and from there to the other kind',
      ),
      server: {
        ...fixed('version', track || DISTRIBUTION, UPGRADE),
        before: DISTRIBUTION,
      },
      domain: fixed('network.domain', network.domain),
      region: fixed('network.region', network.region),
      range: fixed('network.ipRange', network.ipRange),
      database: fixed('database', this.names.database, 'keep the name; the app may have more databases beside it'),
    });
  }

  private listener(name: string, port: number, path: string): ProxyListener {
    return {
      name,
      port,
      protocol: 'tcp',
      servers: { names: this.group.nodeNames },
      serverPort: MYSQL_PORT,
      healthCheck: { path, port: ROLE_PORT },
      balance: 'leastconn',
    };
  }

  private replication(nodes: number, nodeNames: readonly string[], ipRange: string): Replication {
    if (nodes === 2) return { kind: 'pair' };
    return { kind: 'group', groupName: new Uuid(this, 'group-name', {}).result, nodeNames, ipRange };
  }

  /** Letters and digits: it stands in files of several formats. */
  private newPassword(id: string, { passwordVersion = 1 }: SelfHostedMysqlProps): string {
    const keepers = passwordVersion === 1 ? undefined : { version: String(passwordVersion) };
    return new Password(this, id, { length: 32, special: false, keepers }).result;
  }

  private check(checks: PropChecks, props: SelfHostedMysqlProps): void {
    const remedy = 'use 3, 5 or 7; or 2 without automatic failover';
    if (checks.requireResolved('nodes', props.nodes))
      checks.require(SIZES.includes(props.nodes), 'nodes', 'be odd to keep a majority, or 2', props.nodes, remedy);
    checks.wholeNumber('passwordVersion', props.passwordVersion ?? 1, 1, 1_000_000);
    checkServerChoice(checks, props.image ?? IMAGES[0], props);
    checkAppNames(checks, this.credentials);
  }
}
