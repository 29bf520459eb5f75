import type { Dashboard, Panel, Row } from './dashboard';

/** Grafana 11's; later ones bring it up to theirs when they load it. */
const SCHEMA_VERSION = 39;
const PROMETHEUS = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 24;
const SIZES = { number: { w: 4, h: 4 }, lines: { w: 8, h: 8 } } as const;

/** Grafana's model of a dashboard, for its import; which Prometheus is asked is chosen on the page. */
export function renderDashboard(dashboard: Dashboard): string {
  const { name, title, rows, variable } = dashboard;
  const model = {
    uid: `site-${name}`,
    title,
    tags: ['site'],
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: {
      list: [
        { type: 'datasource', name: 'datasource', label: 'Prometheus', query: 'prometheus', current: {} },
        ...(variable ? [renderVariable(variable)] : []),
      ],
    },
    links: [
      { type: 'dashboards', title: 'Site', tags: ['site'], asDropdown: true, includeVars: false, keepTime: true },
    ],
    panels: renderRows(rows),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

function renderVariable({ name, metric }: NonNullable<Dashboard['variable']>): object {
  const query = `label_values(${metric}, ${name})`;
  return {
    type: 'query',
    name,
    label: name,
    datasource: PROMETHEUS,
    query: { query, refId: name },
    refresh: 2,
    sort: 7,
  };
}

/** From left to right, and on in the next line. */
function renderRows(rows: readonly Row[]): readonly object[] {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: inRow } of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    let [x, height] = [0, 0];
    for (const panel of inRow) {
      const { w, h } = SIZES[panel.kind];
      if (x + w > COLUMNS) [x, y, height] = [0, y + height, 0];
      panels.push(renderPanel(panel, panels.length + 1, { x, y, w, h }));
      [x, height] = [x + w, Math.max(height, h)];
    }
    y += height;
  }
  return panels;
}

function renderPanel(panel: Panel, id: number, gridPos: object): object {
  const { title, description, queries, unit, good } = panel;
  const isNumber = panel.kind === 'number';
  return {
    id,
    type: isNumber ? 'stat' : 'timeseries',
    title,
    description,
    gridPos,
    datasource: PROMETHEUS,
    targets: queries.map(({ expression, legend }, i) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + i),
      datasource: PROMETHEUS,
      expr: expression,
      legendFormat: legend,
      ...(isNumber ? { instant: true } : { range: true }),
    })),
    fieldConfig: {
      defaults: isNumber
        ? { unit, thresholds: { mode: 'absolute', steps: steps(good) } }
        : { unit, min: 0, custom: { fillOpacity: 5, showPoints: 'never' } },
      overrides: [],
    },
    options: isNumber
      ? {
          reduceOptions: { calcs: ['lastNotNull'] },
          colorMode: good ? 'background' : 'none',
          graphMode: 'none',
          textMode: queries[0]!.legend === '' ? 'value' : 'name',
        }
      : {
          legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
  };
}

function steps(good: Panel['good']): readonly object[] {
  const step = (color: string, value: number | null = null) => ({ color, value });
  if (!good) return [step('text')];
  if ('below' in good) return [step('green'), step('red', good.below)];
  const { from, fairFrom } = good;
  return [step('red'), ...(fairFrom === undefined ? [] : [step('orange', fairFrom)]), step('green', from)];
}
