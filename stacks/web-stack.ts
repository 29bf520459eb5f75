import { resolve } from 'node:path';
import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { WebInfrastructure } from '../constructs/web-infrastructure';
import type { EnvironmentFactory, StateLocation } from '../environments/environment';

/** One environment: providers, state backend, the site, outputs. */
export class WebStack extends TerraformStack {
  /** Path of the file that holds the state; none when a bucket does. */
  public readonly stateFile?: string;

  public constructor(scope: Construct, name: string, environment: EnvironmentFactory) {
    super(scope, name);
    const digitaloceanToken = this.secret('digitalocean_token', 'a DigitalOcean API token that may write');
    const cloudflareToken = this.secret(
      'cloudflare_api_token',
      'a Cloudflare API token for the zone: DNS, SSL and zone settings',
    );
    const failoverToken = this.secret(
      'failover_token',
      'a DigitalOcean API token with the scopes reserved_ip:read, reserved_ip:update and action:read',
    );
    const backupKey = {
      accessKeyId: this.secret('spaces_access_key_id', 'the id of a Spaces key for the bucket of the backups'),
      secretAccessKey: this.secret('spaces_secret_access_key', 'the secret of that Spaces key'),
    };
    const slackWebhookUrl = () =>
      this.secret('slack_webhook_url', 'the incoming webhook of the Slack channel that alerts go to');
    const { site, state, endpoints } = environment({
      failoverToken,
      backupKey,
      get slackWebhookUrl() {
        return slackWebhookUrl();
      },
    });

    new DigitaloceanProvider(this, 'digitalocean', { token: digitaloceanToken, apiEndpoint: endpoints?.digitalOcean });
    new CloudflareProvider(this, 'cloudflare', { apiToken: cloudflareToken, baseUrl: endpoints?.cloudflare });
    new RandomProvider(this, 'random');
    new TlsProvider(this, 'tls');
    this.stateFile = this.keepState(name, state);

    const infrastructure = new WebInfrastructure(this, 'site', site);
    this.output('url', `https://${site.domain}/`);
    this.output('load_balancer_addresses', infrastructure.loadBalancer.addresses);
    this.output('droplets', infrastructure.droplets);
    const { migration } = infrastructure.database;
    if (migration) this.output('mysql_migration', migration);
  }

  /** A variable with no value of its own; a plan without it ends at once with one sentence. */
  private secret(name: string, what: string): string {
    const variable = new TerraformVariable(this, name, {
      type: 'string',
      sensitive: true,
      default: '',
      description: what,
      validation: [{ condition: `\${length(var.${name}) > 0}`, errorMessage: `Set TF_VAR_${name} to ${what}.` }],
    });
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }

  private keepState(name: string, state: StateLocation): string | undefined {
    if (state.kind === 'file') {
      // Absolute: Terraform runs in a directory of its own below cdktf.out, which is deleted without a thought.
      const path = resolve(state.path ?? `terraform.${name}.tfstate`);
      new LocalBackend(this, { path });
      return path;
    }
    new S3Backend(this, {
      bucket: state.bucket,
      key: `${name}.tfstate`,
      region: 'us-east-1',
      endpoints: { s3: `https://${state.region}.digitaloceanspaces.com` },
      skipCredentialsValidation: true,
      skipMetadataApiCheck: true,
      skipRegionValidation: true,
      skipRequestingAccountId: true,
      skipS3Checksum: true,
    });
    return undefined;
  }

  private output(name: string, value: unknown): void {
    new TerraformOutput(this, name, { value }).overrideLogicalId(name);
  }
}
