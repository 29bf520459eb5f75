/** What Terraform itself writes for moves, removals, protected resources and parts of a plan: with its built-in resource alone. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classifyPlan, parsePlan, UnreadablePlan, type PlanVerdict } from 'cdktf-web-infrastructure/testing';
import { terraformBinary } from '../../host/terraform-binary';
import { run, succeeds } from '../../host/run';
import { keepPrivate } from '../../stacks/private-state';

const BOTH = { terraform_data: { one: { input: 1 }, two: { input: 2 } } };

let directory: string;
const terraform = (...args: string[]) => run(terraformBinary(), [`-chdir=${directory}`, ...args]);
const write = (configuration: object) => writeFileSync(join(directory, 'main.tf.json'), JSON.stringify(configuration));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'terraform-actions-'));
  write({ resource: BOTH });
  await terraform('init', '-input=false');
  await terraform('apply', '-input=false', '-auto-approve');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function verdictOf(configuration: object, ...args: string[]): Promise<PlanVerdict> {
  write(configuration);
  // One that ends with an error is saved, too.
  await succeeds(terraformBinary(), [`-chdir=${directory}`, 'plan', '-input=false', '-out=planned', ...args]);
  return classifyPlan(parsePlan(await terraform('show', '-json', 'planned')));
}

test('a moved resource does not change', async () => {
  const { two } = BOTH.terraform_data;
  const moved = [{ from: 'terraform_data.one', to: 'terraform_data.uno' }];
  const { impact, changes } = await verdictOf({ resource: { terraform_data: { uno: { input: 1 }, two } }, moved });
  expect(impact).toBe('no change');
  expect(changes.find(({ address }) => address === 'terraform_data.uno')!.because).toEqual([
    'moved from terraform_data.one',
  ]);
});

test('a resource that Terraform shall let go of is forgotten, and safe', async () => {
  const { two } = BOTH.terraform_data;
  const removed = [{ from: 'terraform_data.one', lifecycle: [{ destroy: false }] }];
  const { changes } = await verdictOf({ resource: { terraform_data: { two } }, removed });
  expect(changes[0]).toMatchObject({
    address: 'terraform_data.one',
    action: 'forget',
    impact: 'safe',
    rule: 'forgotten',
  });
});

test('a plan that would destroy what is protected ended with an error, and is no plan to judge', async () => {
  const { two } = BOTH.terraform_data;
  const one = { input: 1, triggers_replace: 'now', lifecycle: { prevent_destroy: true } };
  await expect(verdictOf({ resource: { terraform_data: { one, two } } })).rejects.toThrow(UnreadablePlan);
});

test('a plan of one target says that it is not complete', async () => {
  const change = { resource: { terraform_data: { one: { input: 3 }, two: { input: 4 } } } };
  expect((await verdictOf(change, '-target=terraform_data.one')).complete).toBe(false);
  const whole = await verdictOf(change);
  expect([whole.complete, whole.changes.map(({ because }) => because)]).toEqual([
    true,
    [
      ['input', 'output'],
      ['input', 'output'],
    ],
  ]);
});

test('a saved plan, a log and a state are not taken for a plan', async () => {
  write({ resource: BOTH });
  await terraform('plan', '-input=false', '-out=planned');
  const saved = readFileSync(join(directory, 'planned'), 'utf8');
  expect(() => parsePlan(saved)).toThrow('This is a saved plan as Terraform keeps it');
  const log = await terraform('plan', '-json', '-input=false');
  expect(() => parsePlan(log)).toThrow('This is the log that `terraform plan -json` prints');
  const state = await terraform('show', '-json');
  expect(() => parsePlan(state)).toThrow('This is a state, not a plan');
});

test('a state that was made private stays so: Terraform keeps the mode of the file and of its backup', async () => {
  const state = join(directory, 'private.tfstate');
  const files = [state, `${state}.backup`];
  keepPrivate(state);
  for (const input of [1, 2]) {
    write({ resource: { terraform_data: { one: { input } } } });
    await terraform('apply', '-input=false', '-auto-approve', `-state=${state}`);
  }
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(files.every((file) => readFileSync(file, 'utf8').includes('"version": 4'))).toBe(true);
});
