import { checkShapes } from '../../check-shapes';
import { ChoiceOf } from '../../choice';
import type { ExistingMysqlOptions } from '../existing-mysql';
import type { ManagedMysqlOptions } from '../managed-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import type { SelfHostedMysqlOptions } from '../self-hosted-mysql';
import type { DatabaseChoice, DatabaseContext } from './database-choice';
import { ExistingDatabase } from './existing-database';
import { ManagedDatabase } from './managed-database';
import { MigratingDatabase } from './migrating-database';
import { SelfHostedDatabase } from './self-hosted-database';

/** Two databases, of which one takes the place of the other: one is self-hosted, the other managed. */
export interface MigratingMysqlOptions {
  /** The database as it is. */
  readonly from: MysqlDatabase;
  /** The new one. */
  readonly to: MysqlDatabase;
}

/** Who runs the database. */
export class MysqlDatabase extends ChoiceOf<DatabaseContext, IMysqlCluster, DatabaseChoice> implements DatabaseChoice {
  /** On droplets of this site: 3, 5 or 7 nodes with automatic failover, or a pair without. */
  public static selfHosted(options: SelfHostedMysqlOptions): MysqlDatabase {
    checkShapes('MysqlDatabase.selfHosted', { options });
    return new MysqlDatabase(new SelfHostedDatabase(options));
  }

  /** By DigitalOcean. */
  public static managed(options: ManagedMysqlOptions = {}): MysqlDatabase {
    checkShapes('MysqlDatabase.managed', { options });
    return new MysqlDatabase(new ManagedDatabase(options));
  }

  /**
   * Both, while the data moves from one to the other: a deploy with this, `npx cdktf-web-infrastructure mysql migrate`, and a deploy with `to` alone
   * (docs/guides/migrate-mysql.md).
   */
  public static migrating({ from, to }: MigratingMysqlOptions): MysqlDatabase {
    checkShapes('MysqlDatabase.migrating', { props: { from, to } });
    return new MysqlDatabase(new MigratingDatabase(from, to));
  }

  /** By somebody else, who made it, too. */
  public static existing(options: ExistingMysqlOptions): MysqlDatabase {
    checkShapes('MysqlDatabase.existing', { options });
    return new MysqlDatabase(new ExistingDatabase(options));
  }

  public get kind(): DatabaseChoice['kind'] {
    return this.choice.kind;
  }
}
