import { resolve } from 'node:path';
import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { LocalBackend, S3Backend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { WebInfrastructure } from '../constructs/web-infrastructure';
import type { EnvironmentFactory, Secrets, StateLocation } from '../environments/environment';
import { VARIABLES, type Variable } from '../environments/variables';

/** One environment: providers, state backend, the site, outputs. */
export class WebStack extends TerraformStack {
  /** Path of the file that holds the state; none when a bucket does. */
  public readonly stateFile?: string;

  public constructor(scope: Construct, name: string, environment: EnvironmentFactory) {
    super(scope, name);
    const { site, state, endpoints } = environment(this.secrets());
    const [token, apiToken] = [this.variable(VARIABLES.digitaloceanToken), this.variable(VARIABLES.cloudflareToken)];

    new DigitaloceanProvider(this, 'digitalocean', { token, apiEndpoint: endpoints?.digitalOcean });
    new CloudflareProvider(this, 'cloudflare', { apiToken, baseUrl: endpoints?.cloudflare });
    new RandomProvider(this, 'random');
    new TlsProvider(this, 'tls');
    this.stateFile = this.keepState(name, state);

    const infrastructure = new WebInfrastructure(this, 'site', site);
    this.output('url', `https://${site.domain}/`);
    this.output('load_balancer_addresses', infrastructure.loadBalancer.addresses);
  }

  /** Each is a variable of the stacks whose environment reads it. */
  private secrets(): Secrets {
    const variable = (one: Variable) => this.variable(one);
    return {
      get failoverToken() {
        return variable(VARIABLES.failoverToken);
      },
      get backupKey() {
        return {
          accessKeyId: variable(VARIABLES.backupKeyId),
          secretAccessKey: variable(VARIABLES.backupKeySecret),
        };
      },
      get slackWebhookUrl() {
        return variable(VARIABLES.slackWebhookUrl);
      },
    };
  }

  /** A plan without it ends at once with one sentence. */
  private variable({ name, description }: Variable): string {
    const declared = this.node.tryFindChild(name) as TerraformVariable | undefined;
    if (declared) return declared.stringValue;
    const variable = new TerraformVariable(this, name, {
      type: 'string',
      sensitive: true,
      default: '',
      description,
      validation: [{ condition: `\${length(var.${name}) > 0}`, errorMessage: `Set TF_VAR_${name} to ${description}.` }],
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
    const backend = new S3Backend(this, {
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
    // cdktf's binding is older than this argument.
    if (state.locked) backend.addOverride('use_lockfile', true);
    return undefined;
  }

  private output(name: string, value: unknown): void {
    new TerraformOutput(this, name, { value }).overrideLogicalId(name);
  }
}
