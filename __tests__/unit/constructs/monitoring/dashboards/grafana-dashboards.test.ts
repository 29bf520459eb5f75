import { metricsOf } from '../../../../../constructs/monitoring/alerts/alert-rule';
import { ruleGroups } from '../../../../../constructs/monitoring/alerts/alert-rules';
import { Slo } from '../../../../../constructs/monitoring/alerts/slo';
import { expressionsOf } from '../../../../../constructs/monitoring/dashboards/dashboard';
import { dashboards } from '../../../../../constructs/monitoring/dashboards/all-dashboards';
import { grafanaDashboards } from '../../../../../constructs/monitoring/dashboards/grafana-dashboards';
import { expectGolden } from '../../../golden';

interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Model {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly { readonly id: number; readonly type: string; readonly gridPos: GridPos }[];
}

const files = Object.entries(grafanaDashboards());
const models = files.map(([name, text]): [string, Model] => [name, JSON.parse(text) as Model]);

test.each(files)('renders %s', (name, text) => {
  expectGolden(__filename, name, text);
});

test('each has an address of its own', () => {
  expect(new Set(models.map(([, { uid }]) => uid)).size).toBe(files.length);
});

test.each(models)('no two panels of %s share an id or a place, and all are within the page', (_, { panels }) => {
  const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(taken).size).toBe(taken.length);
  expect(Math.max(...panels.map(({ gridPos }) => gridPos.x + gridPos.w))).toBeLessThanOrEqual(24);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test.each(files)('every variable that %s uses is declared', (name, text) => {
  const declared = models.find(([file]) => file === name)![1].templating.list.map((variable) => variable.name);
  const used = [...text.matchAll(/\$\{?(\w+)/g)].map(([, variable]) => variable!);
  expect([...new Set(used)].filter((variable) => ![...declared, '__rate_interval'].includes(variable))).toEqual([]);
});

test.each(dashboards().map((dashboard) => [dashboard.name, dashboard] as const))(
  'every panel of %s asks for something that is measured, and series that the rules record are recorded',
  (_, dashboard) => {
    const recorded = ruleGroups(Slo.of(), { nodes: {} }).flatMap(({ records = [] }) =>
      records.map(({ record }) => record),
    );
    for (const expression of expressionsOf(dashboard)) {
      const metrics = metricsOf(expression);
      expect(metrics).not.toEqual([]);
      expect(metrics.filter((metric) => metric.includes(':') && !recorded.includes(metric))).toEqual([]);
    }
  },
);
