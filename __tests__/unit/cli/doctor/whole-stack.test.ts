import { join } from 'node:path';
import { App, Testing } from 'cdktf';
import { contextOf } from '../../../../cli/doctor/context';
import { ok, failure, skipped, warning } from '../../../../cli/doctor/finding';
import { PlannedStack } from '../../../../cli/project/planned-stack';
import { CHECKS } from '../../../../cli/doctor/registry';
import { renderReport } from '../../../../cli/doctor/render-report';
import { exitCodeOf, runDoctor } from '../../../../cli/doctor/run-doctor';
import { deployScopes } from '../../../../cli/doctor/scopes';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import { environments } from '../../../../environments';
import type { EnvironmentFactory } from '../../../../environments/environment';
import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../../../../host/token-scopes';
import { WebStack } from '../../../../stacks/web-stack';
import { ExaminedCloud } from './examined-cloud';

const plain = { colors: false, escape: (text: string) => text };

/** The stack of an environment, as `cdktf synth` writes it. */
function planned(name: string, environment: EnvironmentFactory, env = {}, directory = '.'): PlannedStack {
  const stack = new WebStack(Testing.stubVersion(new App({ stackTraces: false })), name, environment);
  return new PlannedStack(name, directory, stack.toTerraform() as object, env);
}

const managed: EnvironmentFactory = (secrets) => {
  const environment = environments.production!(secrets);
  return { ...environment, site: { ...environment.site, database: MysqlDatabase.managed() } };
};

test('the scopes by the resources of both kinds of database are those that the local cloud deploys with', () => {
  const found = [environments.production!, managed].map((environment) =>
    deployScopes(planned('production', environment)),
  );
  expect(found.flatMap(({ unknown }) => unknown)).toEqual([]);
  expect([...new Set(found.flatMap(({ scopes }) => scopes))].sort()).toEqual([...DEPLOY_SCOPES].sort());
});

describe('a whole environment, against the local cloud', () => {
  let examined: ExaminedCloud;
  beforeEach(async () => {
    examined = await ExaminedCloud.start();
  });
  afterEach(() => examined.stop());

  /** Production, with the local cloud's endpoints and a state in a file. */
  const here: EnvironmentFactory = (secrets) => ({
    ...environments.production!(secrets),
    state: { kind: 'file', path: join(examined.directory, 'terraform.tfstate') },
    endpoints: { digitalOcean: examined.api, cloudflare: `${examined.api}/client/v4` },
  });
  const doctor = (env: Record<string, string | undefined>, address: string) => {
    const stack = planned('production', here, env, examined.directory);
    const run = () => Promise.resolve('Terraform v1.11.4\non linux_amd64\n');
    return runDoctor({ ...contextOf(stack, env, run, { address }), nodeVersion: '22.0.0', readOnly: true });
  };

  test('fails before anything is set up, with a remedy on each line', async () => {
    const report = await doctor({}, '192.0.2.1');
    expect(exitCodeOf(report)).toBe(1);
    const failed = report.findings.filter(({ status }) => status === 'failure');
    expect(failed.map(({ check }) => check)).toEqual([...Array<string>(6).fill('variables'), 'admin-cidrs']);
    for (const { remedy } of failed) expect(remedy).toMatch(/\w/);
    for (const check of ['account', 'sizes', 'zone', 'records', 'names'])
      expect(report.findings.find((one) => one.check === check)).toMatchObject({ status: 'skipped' });
  });

  test('passes when all is set up, and prints no secret', async () => {
    const { store } = examined.cloud.cloud;
    await examined.cloud.ask('POST', '/v2/account/keys', { name: 'platform-team', public_key: 'ssh-ed25519 AAAA' });
    const env = {
      ...examined.env,
      TF_VAR_digitalocean_token: store.issueToken('digitalocean', ['account:read', ...DEPLOY_SCOPES]),
      TF_VAR_failover_token: store.issueToken('digitalocean', FAILOVER_SCOPES),
      TF_VAR_spaces_access_key_id: 'DO00THEKEY',
      TF_VAR_spaces_secret_access_key: 'the-secret-of-the-key',
      TF_VAR_slack_webhook_url: 'https://hooks.slack.example/secret',
    };
    const report = await doctor(env, '198.51.100.200');
    // The bucket alone is beyond the reach of a test.
    const failed = report.findings.filter(({ status, check }) => status === 'failure' && check !== 'backups');
    expect(failed).toEqual([]);
    const text = renderReport(report, plain) + JSON.stringify(report);
    for (const value of Object.values(env)) expect(text).not.toContain(value);
    const silent = CHECKS.filter(({ id }) => !report.findings.some(({ check }) => check === id));
    // Nothing of production's is theirs.
    expect(silent.map(({ id }) => id)).toEqual(['dns-tokens', 'state-bucket', 'databases', 'caa']);
  });
});

describe('the report', () => {
  const findings = [ok('a'), warning('b', 'do b'), failure('c', 'do c'), skipped('d')];
  const context = (env = {}) =>
    contextOf(planned('production', environments.production!, env), env, () => Promise.reject(new Error()));
  const check = (id: string, run = () => Promise.resolve(findings)) => ({ id, title: id, run });

  test('has one line for each finding, and the remedy at its end', async () => {
    const report = await runDoctor(context(), [check('one'), check('second', () => Promise.resolve([ok('e')]))]);
    expect(renderReport(report, plain)).toBe(
      [
        '✓ ok       one     a',
        '! warning  one     b (do b)',
        '✗ failure  one     c (do c)',
        '- skipped  one     d',
        '✓ ok       second  e',
        'production: 1 failure, 1 warning, 2 ok, 1 skipped: a deploy would fail.',
      ].join('\n'),
    );
    expect(renderReport(report, { ...plain, quiet: true }).split('\n')).toHaveLength(3);
    expect(renderReport(report, { ...plain, colors: true })).toContain('\x1b[31m✗ failure\x1b[0m');
  });

  test('ends with 0 when nothing fails', async () => {
    const report = await runDoctor(context(), [check('one', () => Promise.resolve([warning('b', 'do b')]))]);
    expect(exitCodeOf(report)).toBe(0);
    expect(renderReport(report, plain)).toContain('nothing is in the way of a deploy');
  });

  test('goes on after a check that cannot do its work', async () => {
    const broken = () => Promise.reject(Object.assign(new Error('fetch failed'), { cause: { code: 'ECONNREFUSED' } }));
    const report = await runDoctor(context(), [check('one', broken), check('two')]);
    expect(report.findings[0]).toEqual({
      ...{ check: 'one', status: 'warning', message: 'not examined: fetch failed (ECONNREFUSED)', remedy: 'try again' },
    });
    expect(report.findings).toHaveLength(5);
  });

  test('holds no value of a sensitive variable or a key, whoever repeats it', async () => {
    const env = { TF_VAR_digitalocean_token: 'dop_v1_0123456789', AWS_SECRET_ACCESS_KEY: 'key-0123456789' };
    const loud = [failure('it was dop_v1_0123456789', 'not key-0123456789')];
    const report = await runDoctor(context(env), [check('one', () => Promise.resolve(loud))]);
    expect(report.findings).toEqual([{ check: 'one', status: 'failure', message: 'it was ***', remedy: 'not ***' }]);
  });

  test('has a word of its own for each check', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  });
});

test('values are followed through variables, resources and data sources, and no further', () => {
  const stack = new PlannedStack(
    'shop',
    '.',
    {
      variable: { a: {}, b: { default: 'B' } },
      resource: { digitalocean_tag: { t: { name: 'tag-${var.a}' }, u: { name: '${var.a}' } } },
      data: { cloudflare_zone: { z: { name: '${var.b}' } } },
    },
    { TF_VAR_a: 'A' },
  );
  expect(stack.text('${digitalocean_tag.u.name}')).toBe('A');
  expect(stack.text('${data.cloudflare_zone.z.name}')).toBe('B');
  expect(stack.text('${digitalocean_tag.t.name}')).toBeUndefined();
  expect(stack.text('${base64encode(var.a)}')).toBeUndefined();
  expect(stack.text(5)).toBe('5');
});
