import { AppSource } from '../constructs/app/app-source';
import { Failover } from '../constructs/load-balancer/failover/failover';
import { TrafficPolicy } from '../constructs/load-balancer/traffic-policy';
import { Monitoring } from '../constructs/monitoring/monitoring';
import { MysqlBackups } from '../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../constructs/mysql/database/mysql-database';
import type { EnvironmentFactory } from './environment';

/** No single point of failure: every role has two nodes or more, and the database a quorum. */
export const production: EnvironmentFactory = ({ failoverToken, backupKey, slackWebhookUrl }) => ({
  state: { kind: 'spaces', bucket: 'foobar-terraform-state', region: 'fra1' },
  site: {
    requireNoSinglePointOfFailure: true,
    domain: 'www.foobar.com',
    region: 'fra1',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
    loadBalancer: {
      nodes: 2,
      size: 's-2vcpu-2gb',
      traffic: TrafficPolicy.roundRobin(),
      failover: Failover.reservedIp({ token: failoverToken }),
    },
    web: { nodes: 2, size: 's-2vcpu-2gb' },
    app: { nodes: 2, size: 's-2vcpu-2gb', source: AppSource.sample() },
    database: MysqlDatabase.selfHosted({
      nodes: 3,
      size: 's-4vcpu-8gb',
      volumeGb: 100,
      // In another region than the site.
      backups: MysqlBackups.toSpaces({ bucket: 'foobar-backups', region: 'ams3', ...backupKey }),
    }),
    monitoring: Monitoring.standard({
      email: ['oncall@foobar.com'],
      slack: [{ channel: '#oncall', url: slackWebhookUrl }],
    }),
  },
});
