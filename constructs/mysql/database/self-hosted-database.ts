import type { Construct } from 'constructs';
import { SelfHostedMysql, type SelfHostedMysqlOptions } from '../self-hosted-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import type { DatabaseChoice, DatabaseContext } from './database-choice';

export class SelfHostedDatabase implements DatabaseChoice {
  public readonly kind = 'self-hosted';

  public constructor(private readonly options: SelfHostedMysqlOptions) {}

  /** The cluster checks its own options. */
  public check(): void {}

  public bind(scope: Construct, id: string, context: DatabaseContext): IMysqlCluster {
    return new SelfHostedMysql(scope, id, { ...context, ...this.options });
  }
}
