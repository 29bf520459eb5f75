import { AppSource } from '../../../constructs/app/app-source';
import { Failover } from '../../../constructs/load-balancer/failover/failover';
import { Monitoring } from '../../../constructs/monitoring/monitoring';
import { MysqlDatabase } from '../../../constructs/mysql/database/mysql-database';
import { WebInfrastructure, type WebInfrastructureProps } from '../../../constructs/web-infrastructure';
import { newStack } from './synth';

/** A site of nine nodes that nobody watches, but for what is changed. */
export function wholeSite(changed: Partial<WebInfrastructureProps> = {}, stack = newStack(), id = 'site') {
  const site = new WebInfrastructure(stack, id, {
    domain: 'www.foobar.com',
    region: 'fra1',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
    loadBalancer: { failover: Failover.reservedIp({ token: 'a-token' }) },
    app: { source: AppSource.sample() },
    database: MysqlDatabase.selfHosted({ nodes: 3 }),
    monitoring: Monitoring.none(),
    ...changed,
  });
  return { stack, site };
}
