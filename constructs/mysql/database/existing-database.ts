import type { Construct } from 'constructs';
import { ExistingMysql, type ExistingMysqlOptions } from '../existing-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import type { DatabaseChoice } from './database-choice';

export class ExistingDatabase implements DatabaseChoice {
  public readonly kind = 'existing';

  public constructor(private readonly options: ExistingMysqlOptions) {}

  /** The cluster checks its own options. */
  public check(): void {}

  public bind(scope: Construct, id: string): IMysqlCluster {
    return new ExistingMysql(scope, id, this.options);
  }
}
