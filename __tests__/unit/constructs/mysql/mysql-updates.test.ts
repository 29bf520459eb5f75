import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNodeProgram } from '../../../../constructs/cloud-init/node-program';

const MYSQL = join(__dirname, '../../../../constructs/mysql');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mysql-updates-'));
  for (const path of ['bin', 'state', 'data']) mkdirSync(join(root, path));
  writeFileSync(join(root, 'env'), 'SERVER_PACKAGE=mysql-community-server\nTRACK=9.7\n');
  writeFileSync(join(root, 'os-release'), 'ID=debian\nVERSION_CODENAME=trixie\n');
  writeFileSync(join(root, 'boot'), 'boot-1\n');
  fake('apt-wait', 'exit 0');
  fake('dpkg', 'if [ "$1" = --configure ]; then exit 0; fi; exec /usr/bin/dpkg "$@"');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program that records how it was called. */
function fake(name: string, script: string): void {
  const path = join(root, 'bin', name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${join(root, 'calls')}\n${script}\n`);
  chmodSync(path, 0o755);
}

/** The node's program below the test's own directory. */
function run(program: 'mysql-packages.sh' | 'mysql-updates.sh', argument = '') {
  const places: readonly (readonly [string, string])[] = [
    ['/etc/mysql-cluster/env', 'env'],
    ['/etc/apt/sources.list.d/mysql.sources', 'mysql.sources'],
    ['/etc/os-release', 'os-release'],
    ['/usr/sbin/policy-rc.d', 'policy-rc.d'],
    ['/var/lib/mysql-packages', 'state'],
    ['/var/lib/mysql ', 'data '],
    ['/proc/sys/kernel/random/boot_id', 'boot'],
    ['/run/reboot-required', 'reboot-required'],
  ];
  const script = places.reduce(
    (text, [path, name]) => text.replaceAll(path, join(root, name)),
    readNodeProgram(MYSQL, program),
  );
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env.PATH}` };
  const { status, stdout } = spawnSync('bash', ['-c', script, program, argument], { encoding: 'utf8', env });
  return { status, stdout, calls: callsOf() };
}

function callsOf(): string[] {
  const path = join(root, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

const file = (name: string) => join(root, name);
const installed = (version: string, candidate: string) => {
  fake(
    'dpkg-query',
    `case "$*" in *Status*) printf 'ii  mysql-common\\nun  mysql-server\\nii  mysql-community-server\\n' ;; *) printf %s '${version}' ;; esac`,
  );
  fake('apt-cache', `printf 'mysql-community-server:\\n  Installed: x\\n  Candidate: ${candidate}\\n'`);
};

test('the server comes from the suite of the node’s system, by the key of MySQL alone, and is not started', () => {
  fake('apt-wait', `[ "$2" != mysql-community-server ] || cp ${file('policy-rc.d')} ${file('policy')}`);
  const { status, calls } = run('mysql-packages.sh');
  expect(status).toBe(0);
  expect(readFileSync(file('mysql.sources'), 'utf8')).toBe(`Types: deb
URIs: https://repo.mysql.com/apt/debian/
Suites: trixie
Components: mysql-9.7-lts
Architectures: amd64
Signed-By: /etc/apt/keyrings/mysql.gpg
`);
  expect(calls.slice(1)).toEqual([
    'apt-wait install --download-only mysql-community-server',
    'apt-wait install mysql-community-server',
  ]);
  // Said while the package is installed, and not for ever.
  expect(readFileSync(file('policy'), 'utf8')).toContain('exit 101');
  expect(existsSync(file('policy-rc.d'))).toBe(false);
});

test('a repository that is away is tried again, ever more rarely, until it is back', () => {
  // The eighth attempt has an answer.
  fake('apt-wait', `[ "$1" != update ] || [ "$(grep -c 'apt-wait update' ${file('calls')})" -ge 8 ]`);
  fake('sleep', 'exit 0');
  const { status, stdout, calls } = run('mysql-packages.sh');
  expect(status).toBe(0);
  expect(calls.filter((one) => one.startsWith('sleep'))).toEqual(
    [15, 30, 60, 120, 240, 480, 600].map((seconds) => `sleep ${seconds}`),
  );
  expect(stdout).toContain('mysql-community-server cannot be downloaded: next attempt in 15 s');
  expect(calls.at(-1)).toBe('apt-wait install mysql-community-server');
});

test('an initialization that fails begins again from nothing, five times', () => {
  fake('apt-wait', `[ "$2" != mysql-community-server ] || { touch ${file('data')}/half-made; exit 1; }`);
  const { status, stdout, calls } = run('mysql-packages.sh');
  expect(status).toBe(1);
  expect(calls.filter((one) => one === 'apt-wait install mysql-community-server')).toHaveLength(5);
  expect(existsSync(join(root, 'data/half-made'))).toBe(false);
  expect(stdout).toContain('mysql-community-server was not installed in 5 attempts');
});

test('the distribution’s server comes from the image’s own archive', () => {
  writeFileSync(file('env'), 'SERVER_PACKAGE=mysql-server\nTRACK=\n');
  const { calls } = run('mysql-packages.sh');
  expect(existsSync(file('mysql.sources'))).toBe(false);
  expect(calls).toEqual([
    'apt-wait update -o APT::Update::Error-Mode=any',
    'apt-wait install --download-only mysql-server',
    'apt-wait install mysql-server',
  ]);
});

test('a newer server is downloaded, and the node asks for a restart', () => {
  installed('9.7.4-1debian13', '9.7.5-1debian13');
  const { status, calls } = run('mysql-updates.sh', 'look');
  expect(status).toBe(0);
  expect(calls).toContain('apt-wait install --download-only --only-upgrade mysql-common mysql-community-server');
  expect(readFileSync(file('state/pending'), 'utf8')).toBe('9.7.5-1debian13 boot-1\n');
  expect(readFileSync(file('reboot-required'), 'utf8')).toContain('MySQL 9.7.5-1debian13');
  expect(readFileSync(file('reboot-required.pkgs'), 'utf8')).toBe('mysql-community-server\n');
});

test.each([
  ['the same', '9.7.4-1debian13'],
  ['an older one', '9.7.3-1debian13'],
  ['none', '(none)'],
])('nothing is asked for when the repository has %s', (_, candidate) => {
  installed('9.7.4-1debian13', candidate);
  writeFileSync(file('state/pending'), '9.7.5-1debian13 boot-1\n');
  expect(run('mysql-updates.sh', 'look').status).toBe(0);
  expect(existsSync(file('state/pending'))).toBe(false);
  expect(existsSync(file('reboot-required'))).toBe(false);
});

test('a repository that is away leaves a running node alone, and fails the unit after a week', () => {
  fake('apt-wait', 'exit 100');
  expect(run('mysql-updates.sh', 'look')).toMatchObject({
    status: 0,
    stdout: "MySQL's repository cannot be reached\n",
  });
  const long = new Date(Date.now() - 9 * 24 * 3600 * 1000);
  utimesSync(file('state/seen'), long, long);
  expect(run('mysql-updates.sh', 'look')).toMatchObject({
    status: 1,
    stdout: "MySQL's repository was not reached for a week: no updates are installed\n",
  });
});

test('the next boot installs it before the server starts, and a start after a crash does not', () => {
  writeFileSync(file('state/pending'), '9.7.5-1debian13 boot-1\n');
  expect(run('mysql-updates.sh', 'renew').calls).toEqual([]);
  writeFileSync(file('boot'), 'boot-2\n');
  installed('9.7.5-1debian13', '9.7.5-1debian13');
  const { calls } = run('mysql-updates.sh', 'renew');
  expect(calls.filter((one) => /^apt-wait|--configure/.test(one))).toEqual([
    'dpkg --configure -a',
    'apt-wait install --only-upgrade mysql-common mysql-community-server',
  ]);
  for (const name of ['state/pending', 'state/failed', 'policy-rc.d']) expect(existsSync(file(name))).toBe(false);
});

test('a version that cannot be installed restarts no node a second time', () => {
  writeFileSync(file('state/pending'), '9.7.5-1debian13 boot-0\n');
  installed('9.7.4-1debian13', '9.7.5-1debian13');
  fake('apt-wait', '[ "$2" != --only-upgrade ]');
  expect(run('mysql-updates.sh', 'renew').status).toBe(1);
  installed('9.7.4-1debian13', '9.7.5-1debian13');
  expect(run('mysql-updates.sh', 'look')).toMatchObject({ status: 1 });
  expect(existsSync(file('reboot-required'))).toBe(false);
});

test.each<[string, string, string, number]>([
  ['a primary waits for a member of the old version', 'PRIMARY', 'mysql-2', 1],
  ['a primary is the last one', 'PRIMARY', '', 0],
  ['a secondary waits for nobody', 'SECONDARY', 'mysql-2', 0],
])('secondaries first: %s', (_, role, older, status) => {
  writeFileSync(file('state/pending'), '9.7.5-1debian13 boot-1\n');
  const answer = (text: string) => (text === '' ? ':' : `echo ${text}`);
  fake('mysql', `case "$*" in *"SELECT MEMBER_ROLE"*) ${answer(role)} ;; *"<> '9.7.5'"*) ${answer(older)} ;; esac`);
  const ended = run('mysql-updates.sh', 'may-restart');
  expect(ended.status).toBe(status);
  expect(ended.stdout.trim()).toBe(
    status === 0 ? '' : 'it is the primary, and these have not MySQL 9.7.5 yet: mysql-2',
  );
});

test('a node without an update may restart', () => {
  expect(run('mysql-updates.sh', 'may-restart')).toMatchObject({ status: 0, calls: [] });
});
