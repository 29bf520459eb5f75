// A user's application, as the package's documentation has it: a site in a stack of his own, and a tier of his own beside it.
import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { App, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import {
  AppSource,
  DropletGroup,
  Failover,
  Monitoring,
  MysqlBackups,
  MysqlDatabase,
  WebInfrastructure,
} from 'cdktf-web-infrastructure';

const API = `http://127.0.0.1:${process.env.LOCAL_CLOUD_PORT}`;
const DATABASES: Record<string, { nodes: number; passwordVersion?: number; settings?: Record<string, number> }> = {
  'a group': { nodes: 3 },
  'a group with an unknown setting': { nodes: 3, settings: { no_such_setting: 1 } },
  'a group with new passwords and settings': { nodes: 3, passwordVersion: 2, settings: { long_query_time: 1 } },
  'a group of five': { nodes: 5, passwordVersion: 2, settings: { long_query_time: 1 } },
};

class Shop extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new DigitaloceanProvider(this, 'digitalocean', { token: this.secret('digitalocean_token'), apiEndpoint: API });
    new CloudflareProvider(this, 'cloudflare', {
      apiToken: this.secret('cloudflare_api_token'),
      baseUrl: `${API}/client/v4`,
    });
    new RandomProvider(this, 'random');
    new TlsProvider(this, 'tls');
    const site = new WebInfrastructure(this, 'storefront', {
      domain: 'www.foobar.com',
      region: 'fra1',
      access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
      loadBalancer: { nodes: 1, failover: Failover.none() },
      web: { nodes: 1, size: 's-2vcpu-2gb' },
      app: { nodes: 0, source: AppSource.sample() },
      database: MysqlDatabase.selfHosted({
        volumeGb: 5,
        bufferPoolMb: 64,
        deletionProtection: false,
        backups: MysqlBackups.toSpaces({
          bucket: 'foobar-backups',
          region: 'fra1',
          endpoint: 'http://169.254.169.254:8793',
          accessKeyId: this.secret('spaces_access_key_id'),
          secretAccessKey: this.secret('spaces_secret_access_key'),
        }),
        ...DATABASES[process.env.VARIANT ?? 'a group']!,
      }),
      monitoring: Monitoring.standard({ email: ['oncall@foobar.com'] }),
    });
    new DropletGroup(this, 'queue', {
      network: site.network,
      access: site.access,
      role: 'queue',
      nodes: 1,
      size: 's-1vcpu-1gb',
      cloudInit: [],
      readiness: {},
    });
  }

  private secret(name: string): string {
    const variable = new TerraformVariable(this, name, { type: 'string', sensitive: true });
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }
}

const app = new App();
new Shop(app, 'shop');
app.synth();
