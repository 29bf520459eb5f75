import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { ITier } from '../droplet/tier';
import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import type { Connection } from '../service-proxy/connection';
import { PropChecks } from '../validation';
import { mysqlListener } from './mysql-listener';
import { CA_FILE, READER_ENDPOINT, WRITER_ENDPOINT, type IMysqlCluster, type MysqlCredentials } from './mysql-cluster';

/** Where the servers are, and how the app logs in. */
export interface ExistingMysqlOptions {
  /** Names or addresses that the primary is found by; a name that moves with it is best. */
  readonly writerHosts: readonly string[];
  /** Of nodes that take reads. @default those of the writer */
  readonly readerHosts?: readonly string[];
  /** TCP port of all servers. @default 3306 */
  readonly port?: number;
  /** Name of the app's database. @default 'app' */
  readonly database?: string;
  /** Name of the app's user. @default 'app' */
  readonly user?: string;
  /** Of that user, a sensitive Terraform value; letters and digits only, for it stands in files of several formats. */
  readonly password: string;
  /** CA that signed the servers' certificates, PEM. */
  readonly ca: string;
  /** Opens the database's firewall for nodes that call it. @default it is open to the VPC already */
  readonly allowFrom?: (callers: ITier) => void;
}

/**
 * MySQL that somebody else made and runs: the app finds it where it finds one of this package.
 *
 * @example
 * import { TerraformVariable } from 'cdktf';
 * import { ExistingMysql } from 'cdktf-web-infrastructure';
 *
 * const variable = (name: string) => new TerraformVariable(this, name, { type: 'string', sensitive: true }).stringValue;
 * new ExistingMysql(this, 'database', {
 *   writerHosts: ['mysql.int.foobar.com'],
 *   password: variable('mysql_password'),
 *   ca: variable('mysql_ca'),
 * });
 */
export class ExistingMysql extends Construct implements IMysqlCluster {
  public readonly writer = WRITER_ENDPOINT;
  public readonly readers = READER_ENDPOINT;
  public readonly credentials: MysqlCredentials;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingMysqlOptions,
  ) {
    super(scope, id);
    checkShapes('ExistingMysql', { props }, this);
    const { writerHosts, readerHosts = writerHosts, port = 3306, password, ca } = props;
    const checks = new PropChecks(this);
    for (const [prop, hosts] of Object.entries({ writerHosts, readerHosts })) {
      checks.require(hosts.length > 0, prop, 'name a server', hosts, "write ['mysql.int.foobar.com']");
      checks.each(prop, hosts, isHost, 'hold host names or IPv4 addresses', "write them like 'mysql.int.foobar.com'");
    }
    checks.wholeNumber('port', port, 1, 65535);
    checks.secret('password', password);
    checks.certificate('ca', ca);
    // Whoever made them chose their names.
    this.credentials = { database: props.database ?? 'app', user: props.user ?? 'app', password };
  }

  public connection(): Connection {
    const { writerHosts, readerHosts = writerHosts, port = 3306, ca } = this.props;
    const hosts = [...writerHosts, ...readerHosts];
    // Where a name leads is not known here.
    const cidrs = hosts.every(isIpv4Address) ? hosts.map((host) => `${host}/32`) : undefined;
    return {
      listeners: [
        mysqlListener('mysql-writer', WRITER_ENDPOINT.port, writerHosts, port),
        mysqlListener('mysql-readers', READER_ENDPOINT.port, readerHosts, port),
      ],
      parts: [
        {
          files: [{ path: CA_FILE, base64: Fn.base64encode(Fn.trimspace(ca)) }],
          outbound: hosts.length > 0 ? [{ port, cidrs }] : [],
        },
      ],
      readiness: {},
      allowFrom: (callers) => this.allowFrom(callers),
    };
  }

  public allowFrom(callers: ITier): void {
    this.props.allowFrom?.(callers);
  }
}

function isHost(host: string): boolean {
  return isHostName(host) || isIpv4Address(host);
}
