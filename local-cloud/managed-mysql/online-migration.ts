import type { Cloud } from '../api/cloud';
import type { DatabaseCluster, OnlineMigration } from './model';
import type { MigrationSource } from './servers';

/** Copies another MySQL server's databases into a cluster, which then follows that server until it is told to stop. */
export class OnlineMigrations {
  public constructor(private readonly cloud: Cloud) {}

  /** As it is now: a server may have stopped to follow, and another primary does not. */
  public async look(cluster: DatabaseCluster, migration: OnlineMigration): Promise<OnlineMigration> {
    if (migration.status === 'syncing') {
      const why = await this.cloud.runtime.mysql.whyNotFollowing(cluster.primary!);
      if (why !== '') this.fail(cluster, migration, why);
    }
    return migration;
  }

  public async stop(cluster: DatabaseCluster): Promise<void> {
    await this.cloud.databases.onPrimary(cluster, (primary) => this.cloud.runtime.mysql.forgetSource(primary));
  }

  /** In the background, of a migration that is recorded; its failure is the migration's. */
  public async copy(cluster: DatabaseCluster, migration: OnlineMigration, source: MigrationSource): Promise<void> {
    try {
      // Its nodes reach the source's port from now on.
      await this.cloud.applyNetwork();
      await this.cloud.runtime.mysql.copyFromSource(cluster.primary!, source);
      if (migration.status === 'running') migration.status = 'syncing';
    } catch (error) {
      this.fail(cluster, migration, (error as Error).message);
    }
    await this.cloud.store
      .save()
      .catch((error: Error) => this.cloud.log(`database cluster ${cluster.name}: ${error.message}`));
  }

  private fail(cluster: DatabaseCluster, migration: OnlineMigration, why: string): void {
    migration.status = 'error';
    this.cloud.log(`migration into database cluster ${cluster.name}: ${why}`);
  }
}
