import { planCommand } from '../../../../testing/plan/plan-command';
import { expectGolden } from '../../golden';
import { change, planOf, update } from './change';

const ROLLOUT = planOf(
  change('digitalocean_droplet', 'roll', { address: 'digitalocean_droplet.web-1', forcedBy: ['user_data'] }),
  change('digitalocean_droplet', 'roll', { address: 'digitalocean_droplet.web-2', forcedBy: ['user_data'] }),
  change('terraform_data', 'roll', { forcedBy: ['triggers_replace'] }),
  update('digitalocean_firewall', 'inbound_rule'),
  change('digitalocean_tag', 'none'),
);
const ACCIDENT = {
  ...planOf(
    change('digitalocean_volume', 'replace', { address: 'digitalocean_volume.data["a|b"]', forcedBy: ['description'] }),
    update('digitalocean_droplet', 'size'),
    ...ROLLOUT.resource_changes,
  ),
  resource_drift: [change('digitalocean_droplet', 'update', { address: 'digitalocean_droplet.web-2' })],
};

const run = (plan: object, ...args: string[]) => planCommand(args, () => Promise.resolve(JSON.stringify(plan)));

test('lets a rollout through: exit code 0', async () => {
  const { exitCode, output, error } = await run(ROLLOUT);
  expect([exitCode, error]).toEqual([0, '']);
  expectGolden(__filename, 'rollout.txt', output);
});

test('stops an accident: exit code 1', async () => {
  const { exitCode, output, error } = await run(ACCIDENT);
  expect([exitCode, error]).toEqual([1, '']);
  expectGolden(__filename, 'accident.txt', output);
});

test('writes a comment for a pull request', async () => {
  expectGolden(__filename, 'accident.md', (await run(ACCIDENT, '--markdown')).output);
});

test('says so when a plan leaves something out', async () => {
  expect((await run({ ...ROLLOUT, complete: false })).output).toContain('NOT COMPLETE: the plan leaves changes out');
  expect((await run({ ...ROLLOUT, complete: true })).output).not.toContain('NOT COMPLETE');
});

test('gives programs every change, and which of them is not allowed', async () => {
  const { output } = await run(ACCIDENT, '--json', '--allow', 'safe,rolling,disruptive');
  const json = JSON.parse(output) as { changes: object[]; notAllowed: string[] };
  expect(json).toMatchObject({ impact: 'data loss', allowed: ['safe', 'rolling', 'disruptive'] });
  expect(json.changes).toHaveLength(7);
  expect(json.notAllowed).toEqual(['digitalocean_volume.data["a|b"]']);
});

test.each(['safe,rolling,disruptive,data-loss', 'safe, rolling, disruptive, data loss'])(
  'allows %s',
  async (impacts) => {
    expect((await run(ACCIDENT, '--allow', impacts)).exitCode).toBe(0);
  },
);

test('allows nothing but unchanged resources when told so', async () => {
  expect((await run(planOf(change('digitalocean_tag', 'create')), '--allow', '')).exitCode).toBe(1);
  expect((await run(planOf(change('digitalocean_tag', 'none')), '--allow', '')).exitCode).toBe(0);
});

test('reads the file that is named, or standard input', async () => {
  const asked: string[] = [];
  const read = (file: string) => {
    asked.push(file);
    return Promise.resolve(JSON.stringify(ROLLOUT));
  };
  await planCommand(['plan.json'], read);
  await planCommand([], read);
  await planCommand(['-'], read);
  expect(asked).toEqual(['plan.json', '-', '-']);
});

test('says how it is used: exit code 0', async () => {
  const { exitCode, output } = await run(ROLLOUT, '--help');
  expect([exitCode, output.split('\n')[0]]).toEqual([
    0,
    'Usage: cdktf-web-infrastructure-plan [FILE] [--allow IMPACTS] [--json | --markdown]',
  ]);
});

test.each([
  [
    ['--allow', 'save'],
    "'--allow' must name impacts, got 'save' (use some of no-change, safe, rolling, disruptive, less-secure, data-loss",
  ],
  [['--json', '--markdown'], "'--json' and '--markdown' exclude each other (give one)"],
  [['a.json', 'b.json'], 'one plan at a time, got 2 (give one FILE)'],
  [['--alow', 'safe'], "Unknown option '--alow'"],
])('refuses %j: exit code 2', async (args, message) => {
  const { exitCode, output, error } = await run(ROLLOUT, ...args);
  expect([exitCode, output]).toEqual([2, '']);
  expect(error).toContain(`cdktf-web-infrastructure-plan: ${message}`);
});

test('a plan that cannot be read is no verdict: exit code 2', async () => {
  expect((await run({ format_version: '0.1', planned_values: {} })).exitCode).toBe(2);
  const missing = () => Promise.reject(new Error("ENOENT: no such file or directory, open 'plan.json'"));
  expect(await planCommand(['plan.json'], missing)).toEqual({
    exitCode: 2,
    output: '',
    error:
      "cdktf-web-infrastructure-plan: ENOENT: no such file or directory, open 'plan.json'\n--help says how it is used.\n",
  });
});
