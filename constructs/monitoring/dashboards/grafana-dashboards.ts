import type * as all from './all-dashboards';
import type * as rendering from './render-dashboard';

/** Dashboards for what `Monitoring.selfHosted()` measures: a file's name and what is in it, to be imported into any Grafana from version 11. `apps`: labels of a site's apps. */
export function grafanaDashboards(apps?: readonly string[]): Readonly<Record<string, string>> {
  // Loaded when first used: most who import the package want none.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { dashboards } = require('./all-dashboards') as typeof all;
  const { renderDashboard } = require('./render-dashboard') as typeof rendering;
  /* eslint-enable @typescript-eslint/no-require-imports */
  return Object.fromEntries(
    dashboards(apps).map((dashboard) => [`${dashboard.name}.json`, renderDashboard(dashboard)]),
  );
}
