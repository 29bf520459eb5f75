import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { parsePlan, type TerraformPlan } from 'cdktf-web-infrastructure/testing';
import { Cloud } from '../../local-cloud/api/cloud';
import { addSshKey } from '../../local-cloud/api/digitalocean/account';
import { createApi } from '../../local-cloud/api/server';
import { Store } from '../../local-cloud/api/store';
import { terraformBinary } from '../../host/terraform-binary';
import { run } from '../../host/run';
import { MemoryRuntime } from '../../local-cloud/memory-runtime';
import { askRegistryHost, reattachVariable } from '../../local-cloud/providers/reattach';
import { serveResidentProviders, type ResidentProviders } from '../../local-cloud/providers/wire/resident';

/** The local APIs without a machine below, the providers, and Terraform's variables: droplets exist on paper. */
export class PaperCloud {
  private constructor(
    /** Scratch space, gone with the cloud. */
    public readonly directory: string,
    public readonly url: string,
    public readonly env: Readonly<Record<string, string>>,
    private readonly api: FastifyInstance,
    private readonly providers: ResidentProviders,
  ) {}

  public static async open(): Promise<PaperCloud> {
    const directory = mkdtempSync(join(tmpdir(), 'paper-cloud-'));
    const store = await Store.open(join(directory, 'state'), 'plan');
    addSshKey(
      store,
      'platform-team',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHFvY8iVJ1zqgUqLfHgR8Z1FfrD3eq3bY9rS3lJc9zF7',
    );
    const [digitalOcean, cloudflare] = [store.issueToken('digitalocean'), store.issueToken('cloudflare')];
    const api = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
    await api.listen({ port: 0, host: '127.0.0.1' });
    const url = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
    const provided = {
      DIGITALOCEAN_API_URL: url,
      DIGITALOCEAN_TOKEN: digitalOcean,
      CLOUDFLARE_BASE_URL: `${url}/client/v4`,
      CLOUDFLARE_API_TOKEN: cloudflare,
    };
    const providers = await serveResidentProviders(provided);
    const env = {
      ...provided,
      CHECKPOINT_DISABLE: '1',
      LOCAL_CLOUD_PORT: new URL(url).port,
      TF_VAR_digitalocean_token: digitalOcean,
      TF_VAR_cloudflare_api_token: cloudflare,
      TF_VAR_failover_token: digitalOcean,
      TF_VAR_slack_webhook_url: 'https://hooks.slack.com/services/T0/B0/x',
      TF_VAR_spaces_access_key_id: 'DOKEY',
      TF_VAR_spaces_secret_access_key: 'a secret',
      ...(process.env.PROVIDERS !== 'registry' && {
        TF_REATTACH_PROVIDERS: reattachVariable(providers.reattach, await askRegistryHost(terraformBinary())),
      }),
    };
    return new PaperCloud(directory, url, env, api, providers);
  }

  /** What no text that is kept may contain. */
  public get secrets(): readonly string[] {
    return Object.entries(this.env).flatMap(([name, value]) => (/_token|_secret|webhook/i.test(name) ? [value] : []));
  }

  public terraform(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    return run(terraformBinary(), args, { cwd, env: { ...this.env, ...env } });
  }

  /** What `terraform plan` with these arguments wants to do. */
  public async plan(cwd: string, ...args: string[]): Promise<TerraformPlan> {
    const file = join(cwd, 'planned');
    await this.terraform(cwd, ['plan', '-input=false', `-out=${file}`, ...args]);
    return parsePlan(await this.terraform(cwd, ['show', '-json', file]));
  }

  public async close(): Promise<void> {
    await this.providers.close();
    await this.api.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
