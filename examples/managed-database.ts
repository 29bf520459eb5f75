/** The whole site with a database that DigitalOcean runs: nothing else changes. */
import { type TerraformStack, TerraformVariable } from 'cdktf';
import { AppSource, Failover, Monitoring, MysqlDatabase, WebInfrastructure } from 'cdktf-web-infrastructure';

export function managedDatabase(stack: TerraformStack): void {
  const token = new TerraformVariable(stack, 'failover_token', { type: 'string', sensitive: true });
  new WebInfrastructure(stack, 'site', {
    domain: 'www.foobar.com',
    region: 'ams3',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
    loadBalancer: { failover: Failover.reservedIp({ token: token.stringValue }) },
    app: { source: AppSource.git('https://example.com/shop.git', { ref: 'v1.4.2', start: '/opt/app/run' }) },
    database: MysqlDatabase.managed({ standbyNodes: 1, readReplicas: 1 }),
    monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
  });
}
