import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { archiveFile } from '../../../../local-cloud/api/archives';
import { packApp } from '../../../../local-cloud/app/archive';
import { describeApp } from '../../../../local-cloud/app/describe';
import { giveApp, givenAppFile, readGivenApp } from '../../../../local-cloud/app/given-app';
import { parseProcfile } from '../../../../local-cloud/app/procfile';

let directory: string;
let stateDir: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'app-'));
  stateDir = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => {
  for (const one of [directory, stateDir]) rmSync(one, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}
const content = (sha256: string) =>
  execFileSync('tar', ['--quoting-style=literal', '-tf', archiveFile(stateDir, sha256)], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'))
    .map((path) => path.replace('./', ''));
const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]);

test('a Procfile names processes, and every line that it cannot have is reported', () => {
  expect(
    parseProcfile('# Heroku\nweb: gunicorn shop.wsgi -b $HOST:$PORT\r\nrelease:python manage.py migrate \n\n'),
  ).toEqual({
    web: 'gunicorn shop.wsgi -b $HOST:$PORT',
    release: 'python manage.py migrate',
  });
  expect(() => parseProcfile('web: a\nweb: b\nnothing\nempty:\n')).toThrow(
    "The Procfile cannot be read:\n  line 2 names 'web' a second time\n  line 3 is no 'name: command': nothing\n  line 4 is no 'name: command': empty:",
  );
});

test('a Python app with a Procfile needs no option', () => {
  write({ Procfile: 'web: gunicorn app\nrelease: ./migrate\nmail: ./mail\n', 'requirements.txt': 'gunicorn\n' });
  expect(describeApp(directory, { environment: ['MODE=a=b'] })).toEqual({
    start: 'gunicorn app',
    release: './migrate',
    build: 'python3 -m venv .venv; .venv/bin/pip install --quiet --no-cache-dir -r requirements.txt',
    workers: { mail: './mail' },
    packages: ['python3-venv'],
    environment: { PATH: expect.stringMatching(/^\/opt\/app\/\.venv\/bin:.*\/bin$/) as string, MODE: 'a=b' },
  });
});

test('what is given counts more than the files of the app', () => {
  write({ Procfile: 'web: gunicorn app\n', 'requirements.txt': 'gunicorn\n' });
  const options = { start: './run', build: 'make', release: './migrate', packages: ['make'], healthCheckPath: '/up' };
  expect(describeApp(directory, options)).toEqual({ ...options, workers: {}, environment: {} });
});

test('what is missing is one error', () => {
  write({ 'package.json': '{}', Procfile: 'worker: ./work\n' });
  expect(() => describeApp(directory, { environment: ['X'] })).toThrow(
    /how the app starts.*\n'--env X' is no NAME=VALUE\.\nNothing says how the app is built/,
  );
  return expect(giveApp(join(directory, 'none'), {}, stateDir)).rejects.toThrow(/is no directory/);
});

test('an archive has what git does not ignore, and equal files the same digest', async () => {
  write({ '.gitignore': 'secret\n', secret: 'x', 'app.py': 'pass\n', 'a b/ü.txt': 'x' });
  git('init', '-q');
  git('add', 'app.py');
  const sha256 = await packApp(directory, stateDir);
  expect(content(sha256)).toEqual(['.gitignore', 'a b/ü.txt', 'app.py']);
  git('add', '.');
  execFileSync('touch', [join(directory, 'app.py')]);
  await expect(packApp(directory, stateDir)).resolves.toBe(sha256);
  write({ 'app.py': 'print()\n' });
  await expect(packApp(directory, stateDir)).resolves.not.toBe(sha256);
});

test('a directory without git is packed without what is installed in it', async () => {
  write({
    'app.py': '',
    'node_modules/x/index.js': '',
    '.venv/bin/python': '',
    'lib/__pycache__/x.pyc': '',
    'lib/x.py': '',
  });
  expect(content(await packApp(directory, stateDir))).toEqual(['app.py', 'lib/x.py']);
});

test('a run keeps its app, in a file that is its user’s alone', async () => {
  write({ 'app.py': '' });
  const app = await giveApp(directory, { start: './run', environment: ['TOKEN=x'] }, stateDir);
  expect(readGivenApp(givenAppFile(stateDir))).toEqual(JSON.parse(JSON.stringify(app)));
  expect(statSync(givenAppFile(stateDir)).mode & 0o777).toBe(0o600);
});
