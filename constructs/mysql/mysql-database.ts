import type { Construct } from 'constructs';
import type { Access } from '../droplet/access';
import type { PrivateNetwork } from '../network/private-network';
import { ManagedMysql, type ManagedMysqlOptions } from './managed-mysql';
import type { IMysqlCluster } from './mysql-cluster';
import { SelfHostedMysql, type SelfHostedMysqlOptions } from './self-hosted-mysql';

/** What a site gives its database. */
export interface DatabaseContext {
  readonly network: PrivateNetwork;
  readonly access: Access;
}

/** Who runs the database. */
export class MysqlDatabase {
  /** On droplets of this site: 3, 5 or 7 nodes with automatic failover, or a pair without. */
  public static selfHosted(options: SelfHostedMysqlOptions): MysqlDatabase {
    return new MysqlDatabase((scope, id, context) => new SelfHostedMysql(scope, id, { ...context, ...options }));
  }

  /** By DigitalOcean. */
  public static managed(options: ManagedMysqlOptions = {}): MysqlDatabase {
    return new MysqlDatabase((scope, id, { network }) => new ManagedMysql(scope, id, { network, ...options }));
  }

  private constructor(
    private readonly make: (scope: Construct, id: string, context: DatabaseContext) => IMysqlCluster,
  ) {}

  /** Called once, by the site. */
  public bind(scope: Construct, id: string, context: DatabaseContext): IMysqlCluster {
    return this.make(scope, id, context);
  }
}
