/** What Terraform says of every environment and every example, and what it would make of it. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyPlan, type PlanVerdict, type TerraformPlan } from 'cdktf-web-infrastructure/testing';
import { run } from '../../host/run';
import { exampleNames, synthesizeExample } from './examples';
import { PaperCloud } from './paper-cloud';
import { readablePlan } from './readable-plan';
import { Checkov } from './scanner/checkov';
import { judge, WAIVERS } from './scanner/waivers';

const root = join(__dirname, '../..');
const environments = ['three-server', 'production', 'local'];
const examples = exampleNames();

let cloud: PaperCloud;
/** Resources that checkov has checks for. */
let scannable = 0;

beforeAll(async () => {
  cloud = await PaperCloud.open();
  const env = { ...cloud.env, CDKTF_OUTDIR: cloud.directory };
  await run('node', ['--import', 'tsx', 'main.ts'], { cwd: root, env });
  for (const name of examples) await synthesizeExample(name, cloud.directory);
});
afterAll(() => cloud.close());

/** The configuration and the plan of a stack, alone in a folder. */
function keepForScanner(name: string, plan: TerraformPlan): void {
  const directory = join(cloud.directory, 'scanned', name);
  mkdirSync(directory, { recursive: true });
  cpSync(join(cloud.directory, 'stacks', name, 'cdk.tf.json'), join(directory, 'cdk.tf.json'));
  writeFileSync(join(directory, 'plan.json'), JSON.stringify(plan));
  scannable += plan.resource_changes!.filter(({ type }) => /^digitalocean_(droplet|firewall)$/.test(type)).length;
}

describe.each([
  ...environments.map((name) => ['environment', name]),
  ...examples.map((name) => ['example', name]),
] as const)('terraform, of the %s %s', (_, name) => {
  let stack: string;

  beforeAll(async () => {
    stack = join(cloud.directory, 'stacks', name);
    // Whatever backend the environment has, a plan here keeps its state to itself.
    const override = { terraform: { backend: { local: { path: join(cloud.directory, `${name}.tfstate`) } } } };
    writeFileSync(join(stack, 'backend_override.tf.json'), JSON.stringify(override));
    await cloud.terraform(stack, ['init', '-input=false']);
  });

  test('accepts the configuration', async () => {
    await expect(cloud.terraform(stack, ['validate', '-json'])).resolves.toContain('"valid": true');
  });

  describe('plans', () => {
    let plan: TerraformPlan;
    let verdict: PlanVerdict;

    beforeAll(async () => {
      plan = await cloud.plan(stack);
      keepForScanner(name, plan);
      verdict = classifyPlan(plan);
    });

    test('what it planned before: run `npm run snapshots` when it was meant to change', () => {
      const text = readablePlan(plan).replaceAll(cloud.url, '<local cloud>'); // its port is free choice
      for (const secret of cloud.secrets) expect(text).not.toContain(secret);
      expect(text).toMatchSnapshot();
    });

    test('nothing that could hurt: all of it is new', () => {
      expect(verdict.impact).toBe('safe');
      const changes = verdict.changes.filter(({ rule }) => rule !== 'unchanged'); // reads of data sources
      expect(new Set(changes.map(({ rule }) => rule))).toEqual(new Set(['created']));
    });
  });
});

test('a plan without a token ends with one sentence that names the variable', async () => {
  const stack = join(cloud.directory, 'stacks/local');
  const plan = cloud.terraform(stack, ['plan', '-input=false'], { TF_VAR_digitalocean_token: '' });
  await expect(plan).rejects.toThrow('Set TF_VAR_digitalocean_token to a DigitalOcean API token that may write.');
});

describe('checkov', () => {
  let checkov: Checkov;
  beforeAll(async () => {
    checkov = await Checkov.install();
  });

  test('finds nothing in the configurations and the plans that no waiver explains', async () => {
    const { passed, findings } = await checkov.scan(join(cloud.directory, 'scanned'));
    process.stderr.write(`checkov: ${JSON.stringify({ passed, findings: findings.length })}\n`);
    expect(judge(findings, WAIVERS)).toEqual({ unexplained: [], unused: [] });
    expect(passed).toEqual({ terraform_json: scannable, terraform_plan: scannable });
    expect(scannable).toBeGreaterThan(0);
  });

  test('would find what is wrong; a waiver takes away what it names, and one that names nothing is told', async () => {
    const everybody = { protocol: 'tcp', port_range: '22', source_addresses: ['0.0.0.0/0'] };
    const resource = {
      digitalocean_firewall: { open: { name: 'open', inbound_rule: [everybody] } },
      digitalocean_droplet: {
        bare: { name: 'bare', image: 'ubuntu-24-04-x64', size: 's-1vcpu-1gb', region: 'fra1' },
      },
    };
    const directory = join(cloud.directory, 'faulty/one');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ resource }));
    const { findings } = await checkov.scan(join(cloud.directory, 'faulty'));
    const waiver = { resource: /^one /, reason: 'for this test' };
    const [open, none] = [
      { ...waiver, check: 'CKV_DIO_4' },
      { ...waiver, check: 'CKV_DIO_1' },
    ];
    expect(
      judge(findings, [])
        .unexplained.map(({ check }) => check)
        .sort(),
    ).toEqual(['CKV_DIO_2', 'CKV_DIO_4']);
    const { unexplained, unused } = judge(findings, [open, none]);
    expect({ left: unexplained.map(({ check }) => check), unused }).toEqual({ left: ['CKV_DIO_2'], unused: [none] });
  });
});
