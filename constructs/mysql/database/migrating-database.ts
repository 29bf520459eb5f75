import type { Construct } from 'constructs';
import type { PropChecks } from '../../validation';
import { MigratingMysql } from '../migrating-mysql';
import type { IMysqlCluster } from '../mysql-cluster';
import type { DatabaseChoice, DatabaseContext } from './database-choice';

export class MigratingDatabase implements DatabaseChoice {
  public readonly kind = 'migrating';

  public constructor(
    private readonly from: DatabaseChoice,
    private readonly to: DatabaseChoice,
  ) {}

  public check(checks: PropChecks, context: DatabaseContext): void {
    checks.require(
      this.moves,
      'database.to',
      'be managed when `from` is self-hosted, or the other way round',
      this.to.kind,
      'give MysqlDatabase.selfHosted() and MysqlDatabase.managed(), one of each',
    );
    for (const one of [this.from, this.to]) one.check(checks, context);
  }

  public bind(scope: Construct, id: string, context: DatabaseContext): IMysqlCluster {
    const from = this.from.bind(scope, id, context);
    if (!this.moves) return from;
    const clusters = { from, to: this.to.bind(scope, id, context) };
    return new MigratingMysql(scope, `migrating-${id}`, { network: context.network, ...clusters });
  }

  private get moves(): boolean {
    const kinds = [this.from.kind, this.to.kind];
    return kinds.includes('self-hosted') && kinds.includes('managed');
  }
}
