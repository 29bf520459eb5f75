/** The local cloud of a user who is not root, with droplets on paper: what its README says. */
import { cpSync, existsSync, mkdtempSync, chownSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../host/run';
import { terraformBinary } from '../../host/terraform-binary';

const ROOT = join(__dirname, '../..');
const EXAMPLES = join(ROOT, 'local-cloud/examples/unit-tests');
const NOBODY = 65534;
const PORT = 8990;

jest.setTimeout(240_000);

let home: string;
let variables: Record<string, string>;
const stateDir = () => join(home, 'state/local-cloud/paper');

/** `npm run local -- ARGS` as a user who may do nothing else. */
function local(...args: string[]): Promise<string> {
  const user = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups'];
  const env = {
    ...{ HOME: home, XDG_STATE_HOME: join(home, 'state'), TMPDIR: home },
    ...{ LOCAL_CLOUD_RUN: 'paper', LOCAL_CLOUD_PORT: String(PORT) },
  };
  const program = [process.execPath, '--import', require.resolve('tsx'), join(ROOT, 'local-cloud/cli.ts'), ...args];
  return run('setpriv', [...user, ...program], { cwd: ROOT, env });
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'paper-'));
  chownSync(home, NOBODY, NOBODY);
  await local('up', '--droplets', 'none');
  const exports = await local('env', '--stand-ins');
  variables = Object.fromEntries(
    [...exports.matchAll(/^export (\w+)='?(.*?)'?$/gm)].map(([, name, value]) => [name!, value!]),
  );
});
afterAll(async () => {
  if (existsSync(stateDir())) await local('down');
  rmSync(home, { recursive: true, force: true });
});

test('all that it has is its user’s, in a directory that nobody else enters', () => {
  expect(statSync(stateDir())).toMatchObject({ uid: NOBODY, mode: 0o40700 });
  for (const name of readdirSync(stateDir())) expect(statSync(join(stateDir(), name)).uid).toBe(NOBODY);
});

test('it makes no namespaces, and listens at the ports of the APIs alone', async () => {
  expect(await run('ip', ['netns', 'list'])).not.toContain('paper-');
  const listening = await run('ss', ['-Hltn']);
  const open = [0, 1, 2, 3, 4].filter((above) => listening.includes(`127.0.0.1:${PORT + above} `));
  expect(open).toEqual([0, 4]);
});

test('the example in Jest passes', async () => {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const ended = run(process.execPath, [jest, '--config', '{}', '--ci'], { cwd: EXAMPLES, env: variables });
  await expect(ended).resolves.toBeDefined();
});

test('the example in Python passes', async () => {
  const ended = run('python3', ['-B', '-m', 'unittest', 'test_droplets'], { cwd: EXAMPLES, env: variables });
  await expect(ended).resolves.toBeDefined();
});

test('Terraform applies the example, finds nothing to change, and destroys it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'paper-terraform-'));
  const terraform = (...args: string[]) =>
    run(terraformBinary(), args, { cwd: directory, env: { ...variables, CHECKPOINT_DISABLE: '1' } });
  try {
    cpSync(join(EXAMPLES, 'main.tf'), join(directory, 'main.tf'));
    await terraform('init');
    await terraform('apply', '-auto-approve');
    expect(JSON.parse(await terraform('output', '-json', 'addresses'))).toEqual([
      expect.stringMatching(/^203\.0\.113\./),
      expect.stringMatching(/^203\.0\.113\./),
    ]);
    await terraform('plan', '-detailed-exitcode');
    expect(await local('status')).toMatch(/^web-1 +on +done +203/m);
    await terraform('destroy', '-auto-approve');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('faults and limits are set as with droplets', async () => {
  await local('faults', 'add', 'digitalocean', '/regions', '--status', '503', '--count', '1');
  const ask = async () =>
    (
      await fetch(`${variables.DIGITALOCEAN_API_URL}/v2/regions`, {
        headers: { authorization: `Bearer ${variables.DIGITALOCEAN_TOKEN}` },
      })
    ).status;
  expect([await ask(), await ask()]).toEqual([503, 200]);
  expect(await local('limits', '--droplets', '3')).toMatch(/^droplets +3$/m);
});

test.each([
  ['ssh', 'systems to log in to', ['web-1']],
  ['logs', 'logs', ['web-1']],
  ['curl', 'edge and no visitors', ['https://www.foobar.com']],
  ['alerts', 'monitoring', []],
  ['mailbox', 'monitoring', []],
])('%s is refused by name', async (command, what, args) => {
  await expect(local(command, ...args)).rejects.toThrow(
    `The droplets of this local cloud are on paper (--droplets none): it has no ${what}.`,
  );
});

test('a run that is there does not change its kind', async () => {
  await expect(local('up', '--droplets', 'real')).rejects.toThrow('needs root');
  expect(await local('up')).toContain(`answers at http://127.0.0.1:${PORT}`);
});

test('down leaves nothing, and may be said twice', async () => {
  for (let time = 0; time < 2; time++) expect(await local('down')).toContain('The local cloud is gone.');
  expect(existsSync(stateDir())).toBe(false);
});
