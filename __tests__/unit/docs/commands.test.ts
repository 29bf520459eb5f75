/** What README and docs tell people to type: each command runs in a suite. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, commandsIn, documentedCommands } from './commands';

const SITE = '__tests__/local-cloud/documented-commands.ts';
const OWN_APP = '__tests__/local-cloud/own-app.ts';
const PLAN = '__tests__/plan/commands.test.ts';
const MAINTENANCE = '__tests__/local-cloud/mysql-maintenance.test.ts';
const BACKUP = '__tests__/local-cloud/mysql-backup.test.ts';
const PAIR = '__tests__/local-cloud/mysql-pair.test.ts';
const MIGRATION = '__tests__/local-cloud/mysql-migration.test.ts';
const BENCH = '__tests__/local-cloud/bench.test.ts';
const ON_PAPER = '__tests__/local-cloud/on-paper.test.ts';
const HELPERS = '__tests__/local-cloud/site.ts';
const PACKAGE = '__tests__/plan/package/scratch-project.ts';

/** A file and a text in it that runs the command itself, to its end. */
const RUN: Readonly<Record<string, readonly [file: string, by: string]>> = {
  lint: ['.ci/run', 'npm run lint'],
  test: ['.ci/run', 'npm test'],
  'test:plan': ['.ci/run', 'npm run test:plan'],
  'test:local': ['.ci/run', 'npm run test:local'],
  // npm runs `prepack`, and with it these two, before it packs.
  build: [PACKAGE, "'pack'"],
  'docs:api': [PACKAGE, "'pack'"],
  prepack: [PACKAGE, "'pack'"],
  postpack: [PACKAGE, "'pack'"],
  'cdktf-web-infrastructure-plan': ['__tests__/plan/package/package.test.ts', 'cdktf-web-infrastructure-plan'],
  init: ['__tests__/plan/package/package.test.ts', 'NewProject.init(project'],
  completion: ['__tests__/unit/cli/completion/completion.test.ts', "ended('completion', shell)"],
  'cdktf deploy': [HELPERS, "deploy('local'"],
  'cdktf destroy': [HELPERS, "destroy('local'"],
  release: ['__tests__/unit/scripts/release.test.ts', 'scripts/release.ts'],
  report: [SITE, "command('report')"],
  diagram: [SITE, "command('diagram', STACK)"],
  plan: [SITE, "command('plan', STACK)"],
  dashboards: [PLAN, "npmRun('dashboards'"],
  'bench synth': [PLAN, "npmRun('bench', ['synth'"],
  bench: [BENCH, "npmRun('bench', ['throughput'"],
  'bench mysql': [BENCH, "npmRun('bench', ['mysql'"],
  app: [SITE, "command('app', STACK, 'run', '--'"],
  'app release': [OWN_APP, 'releaseApp({'],
  'app rollback': [OWN_APP, 'rollBackApp(options'],
  'app releases': [OWN_APP, 'showReleases(options'],
  'app run': [SITE, "command('app', STACK, 'run', '--'"],
  mysql: [SITE, "command('mysql', 'status')"],
  local: [SITE, "local('status')"],
  logs: [SITE, "command(['logs'"],
  status: [SITE, "verdict('status')"],
  doctor: [SITE, "command('doctor', STACK)"],
  silence: [SITE, "command('silence'"],
  ...Object.fromEntries(
    ['status', 'curl', 'env', 'ssh', 'logs', 'alerts', 'mailbox', 'faults', 'limits', 'monitoring-speed'].map(
      (name) => [`local ${name}`, [SITE, `local('${name}'`]],
    ),
  ),
  'local up': [ON_PAPER, "local('up', '--droplets', 'none')"],
  'mysql status': [SITE, "command('mysql', 'status')"],
  'mysql backups': [SITE, "'backups')"],
  'mysql backup': [SITE, "'backup', '--yes')"],
  'mysql replace': [MAINTENANCE, "'replace', name]"],
  ...Object.fromEntries(
    ['switchover', 'verify-backup'].map((name) => [`mysql ${name}`, [SITE, `'--yes', '${name}')`]]),
  ),
};

/** A suite runs what the command calls, not the command: what only reads its arguments and prints is not shown. */
const PARTS: Readonly<Record<string, readonly [file: string, by: string]>> = {
  start: [HELPERS, 'launch(settings)'],
  'local down': [MAINTENANCE, 'takeDown(settings)'],
  'local kill': [MAINTENANCE, "power(name, 'kill')"],
  'cdktf synth': ['__tests__/plan/site-changes.test.ts', 'app.synth()'],
  drill: ['__tests__/local-cloud/load-balancing.test.ts', 'drills'],
  chaos: ['__tests__/local-cloud/chaos.test.ts', 'runChaos('],
  // Writes what the other suites compare with.
  snapshots: ['__tests__/unit/golden.ts', 'UPDATE_GOLDEN'],
  'bench watching': ['__tests__/unit/bench/watching.test.ts', 'watching'],
  'mysql restart': [MAINTENANCE, 'restart('],
  'mysql resize': ['__tests__/unit/cli/mysql/maintenance.test.ts', 'resize('],
  'mysql retire-passwords': [MAINTENANCE, 'retirePasswords('],
  'mysql promote': [PAIR, 'operator.promote()'],
  'mysql rebuild': [PAIR, 'operator.rebuild('],
  'mysql restore': [BACKUP, 'RestorePoint'],
  'mysql discard-restore': [BACKUP, 'backups.discard('],
  ...Object.fromEntries(
    ['status', 'start', 'switch', 'finish'].map((name) => [`mysql migrate ${name}`, [MIGRATION, `${name}(`]]),
  ),
  'mysql migrate': [MIGRATION, 'Migration'],
};

test('every command that README and docs name, and every script of npm, runs in a suite', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const known = new Set([...Object.keys(RUN), ...Object.keys(PARTS)]);
  const documented = documentedCommands();
  expect(documented.length).toBeGreaterThan(40);
  expect([...documented, ...Object.keys(scripts)].filter((command) => !known.has(command))).toEqual([]);
});

test.each(Object.entries({ ...RUN, ...PARTS }))('%s: the suite is there, and runs it', (_, [file, by]) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(by);
});

test('no command is in both lists, or in none of the documents and scripts', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = new Set([...documentedCommands(), ...Object.keys(scripts)]);
  expect(Object.keys(RUN).filter((command) => command in PARTS)).toEqual([]);
  expect([...Object.keys(RUN), ...Object.keys(PARTS)].filter((command) => !named.has(command))).toEqual([]);
});

test('commands are found with their alternatives, and without options and arguments', () => {
  expect(
    commandsIn(
      'npx cdktf-web-infrastructure mysql production status\n    npm run mysql -- STACK backup | backups | verify-backup',
    ),
  ).toEqual(['mysql backup', 'mysql backups', 'mysql verify-backup', 'mysql status']);
  expect(commandsIn('`npm run mysql -- migrate start | finish`, `npm start`, `npm run bench`, npm packages')).toEqual([
    'mysql migrate start',
    'mysql migrate finish',
    'start',
    'bench',
  ]);
  expect(commandsIn('npx cdktf deploy production, npx cdktf-web-infrastructure-plan < planned')).toEqual([
    'cdktf deploy',
    'cdktf-web-infrastructure-plan',
  ]);
});
