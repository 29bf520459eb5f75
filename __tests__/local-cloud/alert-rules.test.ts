import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleGroups, rulesOf } from '../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../constructs/monitoring/alerts/slo';
import { run } from '../../host/run';
import { promtoolTests } from '../unit/constructs/monitoring/alerts/rule-cases';
import { unpackPrograms } from './packaged-programs';

const MINUTE = 60_000;
const GOLDEN = join(__dirname, '../unit/constructs/monitoring');
let directory: string;

beforeAll(async () => {
  directory = await unpackPrograms('promtool', 'prometheus-alertmanager', 'prometheus-blackbox-exporter');
  for (const golden of ['alerts/golden/rules.yml', 'alerts/golden/alertmanager.yml', 'golden/prometheus.yml'])
    cpSync(join(GOLDEN, golden), join(directory, golden.split('/').pop()!));
  // A file that only the droplet has.
  const blackbox = readFileSync(join(GOLDEN, 'golden/blackbox.yml'), 'utf8');
  writeFileSync(join(directory, 'blackbox.yml'), blackbox.replace(/ca_file: .*/, 'ca_file: rules.yml'));
}, MINUTE);
afterAll(() => rmSync(directory, { recursive: true }));

const judge = (program: string, ...args: string[]) =>
  run(join(directory, 'usr/bin', program), args, { cwd: directory });

test(
  'promtool accepts the rules and the configuration that names them',
  async () => {
    expect(await judge('promtool', 'check', 'config', 'prometheus.yml')).toContain('SUCCESS');
  },
  MINUTE,
);

test(
  'amtool accepts the configuration of Alertmanager',
  async () => {
    expect(await judge('amtool', 'check-config', 'alertmanager.yml')).toContain('SUCCESS');
  },
  MINUTE,
);

test(
  'blackbox-exporter accepts its configuration',
  async () => {
    await expect(
      judge('prometheus-blackbox-exporter', '--config.file=blackbox.yml', '--config.check'),
    ).resolves.toBeDefined();
  },
  MINUTE,
);

test(
  'every rule fires in the world that it is made for, and in none that only looks like it',
  async () => {
    const site = { nodes: { lb: 2, web: 2, app: 2, mysql: 3 } };
    const rules = rulesOf(ruleGroups(Slo.of(), site));
    writeFileSync(join(directory, 'tests.yml'), promtoolTests('rules.yml', rules, 'https://example.com/runbook.md'));
    expect(await judge('promtool', 'test', 'rules', 'tests.yml')).toContain('SUCCESS');
  },
  10 * MINUTE,
);
