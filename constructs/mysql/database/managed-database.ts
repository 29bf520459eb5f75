import type { Construct } from 'constructs';
import { ManagedMysql, type ManagedMysqlOptions } from '../managed-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import type { DatabaseChoice, DatabaseContext } from './database-choice';

export class ManagedDatabase implements DatabaseChoice {
  public readonly kind = 'managed';

  public constructor(private readonly options: ManagedMysqlOptions) {}

  /** The cluster checks its own options. */
  public check(): void {}

  /** A name of its own: beside a self-hosted one while a site moves from one to the other. */
  public bind(scope: Construct, id: string, { network }: DatabaseContext): IMysqlCluster {
    return new ManagedMysql(scope, `managed-${id}`, { network, ...this.options });
  }
}
