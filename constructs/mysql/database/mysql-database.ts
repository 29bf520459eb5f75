import type { Construct } from 'constructs';
import type { IAccess } from '../../droplet/access';
import type { INetwork } from '../../network/network';
import { PropChecks } from '../../validation';
import { ManagedMysql, type ManagedMysqlOptions } from '../managed-mysql';
import { ExistingMysql, type ExistingMysqlOptions } from '../existing-mysql';
import { MigratingMysql } from '../migrating-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import { SelfHostedMysql, type SelfHostedMysqlOptions } from '../self-hosted-mysql';

/** What a site gives its database. */
export interface DatabaseContext {
  readonly network: INetwork;
  readonly access: IAccess;
}

export interface MigratingMysqlOptions {
  /** The database as it is. */
  readonly from: MysqlDatabase;
  /** The new one. */
  readonly to: MysqlDatabase;
}

/** Who runs the database. */
export class MysqlDatabase {
  /** On droplets of this site: 3, 5 or 7 nodes with automatic failover, or a pair without. */
  public static selfHosted(options: SelfHostedMysqlOptions): MysqlDatabase {
    return new MysqlDatabase(
      'self-hosted',
      (scope, id, context) => new SelfHostedMysql(scope, id, { ...context, ...options }),
    );
  }

  /** By DigitalOcean. */
  public static managed(options: ManagedMysqlOptions = {}): MysqlDatabase {
    return new MysqlDatabase(
      'managed',
      // A name of its own: beside a self-hosted one while a site moves from one to the other.
      (scope, id, { network }) => new ManagedMysql(scope, `managed-${id}`, { network, ...options }),
    );
  }

  /**
   * Both, while the data moves from one to the other: a deploy with this, `npm run mysql -- migrate`, and a deploy with `to` alone
   * (docs/guides/migrate-mysql.md).
   */
  public static migrating({ from, to }: MigratingMysqlOptions): MysqlDatabase {
    return new MysqlDatabase('migrating', (scope, id, context) => {
      const kinds = [from.kind, to.kind];
      const moves = kinds.includes('self-hosted') && kinds.includes('managed');
      new PropChecks(scope).require(
        moves,
        'database.to',
        'be managed when `from` is self-hosted, or the other way round',
        to.kind,
        'give MysqlDatabase.selfHosted() and MysqlDatabase.managed(), one of each',
      );
      const current = from.bind(scope, id, context);
      if (!moves) return current;
      const clusters = { from: current, to: to.bind(scope, id, context) };
      return new MigratingMysql(scope, `migrating-${id}`, { network: context.network, ...clusters });
    });
  }

  /** By somebody else, who made it, too. */
  public static existing(options: ExistingMysqlOptions): MysqlDatabase {
    return new MysqlDatabase('existing', (scope, id) => new ExistingMysql(scope, id, options));
  }

  private constructor(
    private readonly kind: 'self-hosted' | 'managed' | 'existing' | 'migrating',
    private readonly make: (scope: Construct, id: string, context: DatabaseContext) => IMysqlCluster,
  ) {}

  /** Called once, by the site. */
  public bind(scope: Construct, id: string, context: DatabaseContext): IMysqlCluster {
    return this.make(scope, id, context);
  }
}
