import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { WITH_ENVIRONMENT } from '../app/app-environment';
import { ENVIRONMENT_FILE } from '../app/app-home';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { DropletGroup } from '../droplet/droplet-group';
import { sandbox } from '../droplet/sandbox';
import type { ITier } from '../droplet/tier';
import type { INetwork } from '../network/network';
import type { Connection, ProxyListener } from '../service-proxy/connection';
import { SiteOutput } from '../site-output/site-output';
import { PropChecks } from '../validation';
import { ManagedMysql } from './managed-mysql';
import { CA_FILE, READER_ENDPOINT, WRITER_ENDPOINT, type IMysqlCluster, type MysqlCredentials } from './mysql-cluster';
import { MYSQL_PORT } from './ports';
import { SelfHostedMysql } from './self-hosted-mysql';
import { startUnitsSoon } from '../cloud-init/start-units';

/** Port on a calling node's loopback of node/mysql-release.py. */
const RELEASE_PORT = 9202;

/** Two clusters, of which one takes the place of the other. */
export interface MigratingMysqlProps {
  /** The network that both are in. */
  readonly network: INetwork;
  /** One of the two is self-hosted, the other one managed. */
  readonly from: IMysqlCluster;
  /** The other one, which the data moves to. */
  readonly to: IMysqlCluster;
}

/**
 * A self-hosted and a managed cluster side by side. The app has the password of the one that it comes from; of the two, one takes it at a
 * time, and each app server's proxy follows that. An operator copies the data and switches (docs/guides/migrate-mysql.md).
 *
 * @example
 * import { ManagedMysql, MigratingMysql, SelfHostedMysql } from 'cdktf-web-infrastructure';
 *
 * const from = new SelfHostedMysql(this, 'self-hosted', { network, access, nodes: 3 });
 * const to = new ManagedMysql(this, 'managed', { network });
 * new MigratingMysql(this, 'database', { network, from, to });
 */
export class MigratingMysql extends Construct implements IMysqlCluster {
  public readonly writer = WRITER_ENDPOINT;
  public readonly readers = READER_ENDPOINT;
  public readonly credentials: MysqlCredentials;
  public readonly group: DropletGroup;
  public readonly managed: ManagedMysql['managed'];
  private readonly selfHosted: SelfHostedMysql;
  private readonly managedCluster: ManagedMysql;

  public constructor(scope: Construct, id: string, { network, from, to }: MigratingMysqlProps) {
    super(scope, id);
    checkShapes('MigratingMysql', { props: { network, from, to } }, this);
    const [selfHosted, managed] = (from instanceof ManagedMysql ? [to, from] : [from, to]) as [
      SelfHostedMysql,
      ManagedMysql,
    ];
    this.selfHosted = selfHosted;
    this.managed = managed.managed;
    this.managedCluster = managed;
    this.credentials = from.credentials;
    this.group = selfHosted.group;
    SiteOutput.of(this, network).setMigration({
      from: from === managed ? 'managed' : 'self-hosted',
      clusterId: managed.managed.clusterId,
    });
    const checks = new PropChecks(this);
    for (const name of ['database', 'user'] as const)
      checks.require(
        selfHosted.names[name] === managed.names[name],
        name,
        `be the same in both databases: it is '${selfHosted.names[name]}' in the self-hosted one`,
        managed.names[name],
        'the app has one name for both',
      );
    // The managed cluster's nodes come from addresses of the VPC that nobody knows beforehand.
    selfHosted.group.allowFrom({ cidrs: [network.ipRange] }, MYSQL_PORT);
    managed.allowFrom(selfHosted.group);
  }

  public connection(): Connection {
    const { selfHosted, managedCluster: managed } = this;
    const theirs = managed.connection().listeners;
    return {
      listeners: selfHosted.connection().listeners.map((listener, i) => preferring(theirs[i]!, listener)),
      parts: [
        { files: [{ path: CA_FILE, base64: Fn.base64encode(Fn.join('\n', [selfHosted.ca, managed.ca])) }] },
        release(managed.host),
      ],
      readiness: {},
      allowFrom: (callers) => this.allowFrom(callers),
    };
  }

  public allowFrom(callers: ITier): void {
    this.selfHosted.allowFrom(callers);
    this.managedCluster.allowFrom(callers);
  }
}

/** The managed servers while the managed cluster takes the app; the nodes while it does not. */
function preferring(managed: ProxyListener, selfHosted: ProxyListener): ProxyListener {
  if (!('names' in managed.servers)) return selfHosted;
  const { servers, serverPort } = managed;
  return { ...selfHosted, preferred: { names: servers.names, serverPort, loopbackCheck: RELEASE_PORT } };
}

const UNIT = `[Unit]
Description=Tells the proxy whether the managed database takes this node's app
After=network-online.target
[Service]
DynamicUser=yes
LoadCredential=environment:${ENVIRONMENT_FILE}
EnvironmentFile=/etc/mysql-release/environment
# The app's variables first: none of them may take the place of these.
ExecStart=${WITH_ENVIRONMENT} /usr/bin/env MANAGED_HOST=${'$'}{MANAGED_HOST} MANAGED_PORT=${'$'}{MANAGED_PORT} /usr/bin/python3 -I /usr/local/sbin/mysql-release
Restart=always
RestartSec=1
StartLimitIntervalSec=0
${sandbox({ compiles: true })}[Install]
WantedBy=multi-user.target
`;

function release({ name, port }: ManagedMysql['host']): CloudConfig {
  return {
    packages: ['python3-pymysql', 'python3-cryptography'],
    files: [
      nodeProgram(__dirname, 'mysql-release.py'),
      { path: '/etc/mysql-release/environment', content: `MANAGED_HOST=${name}\nMANAGED_PORT=${port}\n` },
      { path: '/etc/systemd/system/mysql-release.service', content: UNIT },
    ],
    commands: [startUnitsSoon('mysql-release.service')],
  };
}
