import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyPlan, type PlanVerdict, type TerraformPlan } from 'cdktf-web-infrastructure/testing';
import { run } from '../../local-cloud/host/run';
import { PaperCloud } from './paper-cloud';

const MINUTE = 60_000;
const root = join(__dirname, '../..');

let cloud: PaperCloud;

beforeAll(async () => {
  cloud = await PaperCloud.open();
  const env = { ...cloud.env, CDKTF_OUTDIR: cloud.directory };
  await run('node', ['--import', 'tsx', 'main.ts'], { cwd: root, env });
}, MINUTE);
afterAll(() => cloud.close());

describe.each(['three-server', 'production', 'local'])('terraform, of the environment %s', (name) => {
  let stack: string;

  beforeAll(async () => {
    stack = join(cloud.directory, 'stacks', name);
    // Whatever backend the environment has, a plan here keeps its state to itself.
    const override = { terraform: { backend: { local: { path: join(cloud.directory, `${name}.tfstate`) } } } };
    writeFileSync(join(stack, 'backend_override.tf.json'), JSON.stringify(override));
    await cloud.terraform(stack, ['init', '-input=false']);
  }, MINUTE);

  test(
    'accepts the configuration',
    async () => {
      await expect(cloud.terraform(stack, ['validate', '-json'])).resolves.toContain('"valid": true');
    },
    MINUTE,
  );

  describe('plans', () => {
    let plan: TerraformPlan;
    let verdict: PlanVerdict;

    beforeAll(async () => {
      plan = await cloud.plan(stack);
      verdict = classifyPlan(plan);
    }, MINUTE);

    test('what it planned before: run `npm run snapshots` when it was meant to change', () => {
      const lines = plan.resource_changes!.map(({ address, change }) => `${change.actions.join()} ${address}`).sort();
      expect({ resources: lines.length, lines }).toMatchSnapshot();
    });

    test('nothing that could hurt: all of it is new', () => {
      expect(verdict.impact).toBe('safe');
      expect(new Set(verdict.changes.map(({ rule }) => rule))).toEqual(new Set(['created']));
    });
  });
});

test(
  'a plan without a token ends with one sentence that names the variable',
  async () => {
    const stack = join(cloud.directory, 'stacks/local');
    const plan = cloud.terraform(stack, ['plan', '-input=false'], { TF_VAR_digitalocean_token: '' });
    await expect(plan).rejects.toThrow('Set TF_VAR_digitalocean_token to a DigitalOcean API token that may write.');
  },
  MINUTE,
);
