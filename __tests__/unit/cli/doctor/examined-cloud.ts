import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check, DoctorContext } from '../../../../cli/doctor/check';
import { contextOf } from '../../../../cli/doctor/context';
import type { Status } from '../../../../cli/doctor/finding';
import { PlannedStack } from '../../../../cli/project/planned-stack';
import { exitCodeOf, runDoctor, type DoctorReport } from '../../../../cli/doctor/run-doctor';
import { TestCloud } from '../../local-cloud/api/cloud';

type Env = Readonly<Record<string, string | undefined>>;

/** Parts of cdk.tf.json beside what every stack has. */
export interface Configuration {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly variable?: Readonly<Record<string, object>>;
  readonly provider?: Readonly<Record<string, readonly object[]>>;
  readonly terraform?: object;
  readonly preflight?: readonly object[];
}

/** The local cloud's APIs, with a team that is about to deploy to them. */
export class ExaminedCloud {
  public readonly directory = mkdtempSync(join(tmpdir(), 'doctor-'));
  /** What the team has set. */
  public readonly env: Record<string, string | undefined>;

  private constructor(
    public readonly cloud: TestCloud,
    public readonly api: string,
  ) {
    const { store } = cloud.cloud;
    this.env = {
      TF_VAR_digitalocean_token: store.issueToken('digitalocean'),
      TF_VAR_cloudflare_api_token: store.issueToken('cloudflare'),
    };
  }

  public static async start(): Promise<ExaminedCloud> {
    const cloud = await TestCloud.start();
    return new ExaminedCloud(cloud, await cloud.listen());
  }

  public async stop(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A synthesized stack with both providers, whose state is a file in this cloud's directory. */
  public stack({ preflight = [], ...parts }: Configuration = {}, env: Env = this.env): PlannedStack {
    const file = {
      '//': { webInfrastructure: { preflight } },
      terraform: { backend: { local: { path: join(this.directory, 'terraform.tfstate') } } },
      provider: {
        digitalocean: [{ token: '${var.digitalocean_token}', api_endpoint: this.api }],
        cloudflare: [{ api_token: '${var.cloudflare_api_token}', base_url: `${this.api}/client/v4` }],
      },
      variable: { digitalocean_token: { sensitive: true }, cloudflare_api_token: { sensitive: true } },
      ...parts,
    };
    return new PlannedStack('shop', this.directory, file, env);
  }

  public context(configuration: Configuration = {}, changed: Partial<DoctorContext> = {}): DoctorContext {
    const env = changed.env ?? this.env;
    const run = () => Promise.reject(new Error('no programs here'));
    return { ...contextOf(this.stack(configuration, env), env, run), ...changed };
  }

  public report(
    check: Check,
    configuration: Configuration = {},
    changed: Partial<DoctorContext> = {},
  ): Promise<DoctorReport> {
    return runDoctor(this.context(configuration, changed), [check]);
  }

  /** What a check finds, such as `ok: the zone foobar.com is active`. */
  public async findings(
    check: Check,
    configuration: Configuration = {},
    changed: Partial<DoctorContext> = {},
  ): Promise<readonly `${Status}: ${string}`[]> {
    const report = await this.report(check, configuration, changed);
    assert.equal(exitCodeOf(report), report.findings.some(({ status }) => status === 'failure') ? 1 : 0);
    // Whatever is not in order says what to do.
    for (const { status, remedy } of report.findings)
      if (status === 'warning' || status === 'failure') assert.match(remedy ?? '', /\w/);
    return report.findings.map(({ status, message }) => `${status}: ${message}` as const);
  }

  /** The zone that a fresh cloud has. */
  public get zone() {
    return this.cloud.cloud.state.zones[0]!;
  }
}

/** Environments of other tests in place: every call of an API answers as `change` says. */
export function fetchWith(change: (url: string, body: unknown) => unknown): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const url = input instanceof Request ? input.url : String(input);
    const text = await response.text();
    const body = text.startsWith('{') ? JSON.stringify(change(url, JSON.parse(text))) : text;
    return new Response(body, { status: response.status, headers: response.headers });
  };
}
