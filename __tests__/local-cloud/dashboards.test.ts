import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expressionsOf } from '../../constructs/monitoring/dashboards/dashboard';
import { dashboards } from '../../constructs/monitoring/dashboards/all-dashboards';
import { run } from '../../host/run';
import { unpackPrograms } from './packaged-programs';

const MINUTE = 60_000;
let directory: string;

beforeAll(async () => {
  directory = await unpackPrograms('promtool');
}, MINUTE);
afterAll(() => rmSync(directory, { recursive: true }));

test.each(dashboards().map((dashboard) => [dashboard.name, dashboard] as const))(
  'promtool reads every expression of the dashboard %s',
  async (_, dashboard) => {
    const rules = expressionsOf(dashboard).map((expression, i) => ({
      record: `dashboard:expression:${i}`,
      expr: expression.replaceAll('$__rate_interval', '1m'),
    }));
    // JSON is YAML.
    writeFileSync(join(directory, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const said = await run(join(directory, 'usr/bin/promtool'), ['check', 'rules', join(directory, 'rules.yml')]);
    expect(said).toContain(`SUCCESS: ${rules.length} rules found`);
  },
  MINUTE,
);
