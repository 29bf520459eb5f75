import { AppSource } from '../constructs/app/app-source';
import { Failover } from '../constructs/load-balancer/failover/failover';
import { Monitoring } from '../constructs/monitoring/monitoring';
import { MysqlBackups } from '../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../constructs/mysql/database/mysql-database';
import type { EnvironmentFactory } from './environment';

/**
 * The old site, mended as far as three roles allow: one load balancer, two servers that run nginx and the app together, a
 * MySQL primary with a replica. The load balancer stays a single point of failure.
 */
export const threeServer: EnvironmentFactory = ({ backupKey }) => ({
  state: { kind: 'file' },
  site: {
    domain: 'www.foobar.com',
    region: 'fra1',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
    loadBalancer: { nodes: 1, failover: Failover.none() },
    web: { nodes: 2, size: 's-2vcpu-2gb' },
    app: { nodes: 0, source: AppSource.sample() },
    database: MysqlDatabase.selfHosted({
      nodes: 2,
      size: 's-2vcpu-4gb',
      volumeGb: 50,
      backups: MysqlBackups.toSpaces({ bucket: 'foobar-backups', region: 'ams3', ...backupKey }),
    }),
    monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
  },
});
