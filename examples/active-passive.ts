/** One web server has all requests; the other takes over when it fails or is overwhelmed. */
import { type TerraformStack, TerraformVariable } from 'cdktf';
import {
  AppSource,
  Failover,
  Monitoring,
  MysqlDatabase,
  TrafficPolicy,
  WebInfrastructure,
} from 'cdktf-web-infrastructure';

export function activePassive(stack: TerraformStack): void {
  const token = new TerraformVariable(stack, 'failover_token', { type: 'string', sensitive: true });
  new WebInfrastructure(stack, 'site', {
    domain: 'www.foobar.com',
    region: 'ams3',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
    loadBalancer: {
      traffic: TrafficPolicy.activePassive({ maxConnections: 100, maxQueue: 10 }),
      failover: Failover.reservedIp({ token: token.stringValue }),
    },
    web: { nodes: 2, staticFiles: { path: '/static/', files: { 'robots.txt': 'User-agent: *\n' } } },
    app: { nodes: 0, source: AppSource.sample() },
    database: MysqlDatabase.selfHosted({ nodes: 3 }),
    monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
  });
}
