import { lines, number, type Dashboard } from './dashboard';
import { ANSWERS, FAILURES, FIRING, FIRST_CERTIFICATE_ENDS, rate, REQUESTS, SLOW } from './expressions';

/** The first one to look at: what visitors get, and whether anything is wrong. */
export function siteDashboard(): Dashboard {
  return {
    name: 'site',
    title: 'Site',
    rows: [
      {
        title: 'Now',
        panels: [
          number('Answers, asked from outside', 'short', ANSWERS, { from: 1 }),
          number('Alerts', 'short', `count(${FIRING}) or vector(0)`, {
            below: 1,
          }),
          number('Requests that failed, 5 min', 'percentunit', 'site:failed_ratio:rate5m'),
          number('Requests that were slow, 5 min', 'percentunit', 'site:slow_ratio:rate5m'),
          number('Reserved IP is held', 'short', 'max(site_reserved_ip_held)', { from: 1 }),
          number('First certificate ends', 's', FIRST_CERTIFICATE_ENDS, { from: 14 * 86_400 }),
        ],
      },
      {
        title: 'Visitors',
        panels: [
          lines('Requests', 'reqps', { requests: `sum(${rate(REQUESTS)})` }),
          lines('Requests that fail or are slow', 'reqps', {
            failed: `sum(${rate(FAILURES)})`,
            slow: `sum(${rate(SLOW)})`,
          }),
          lines('An answer, asked from outside', 's', {
            '{{phase}}': 'avg by (phase) (probe_http_duration_seconds{job="site"})',
          }),
        ],
      },
      {
        title: 'Tiers',
        panels: [
          lines('Nodes that can do their work', 'short', { '{{tier}}': 'sum by (tier) (site_node_ready)' }),
          lines('Alerts', 'short', {
            '{{alertname}} {{tier}} {{node}}': FIRING,
          }),
          lines('Nodes with something to do for people', 'short', {
            '{{node}}: failed units': 'site_failed_units > 0',
            '{{node}}: drifted files': 'site_drifted_files > 0',
          }),
        ],
      },
    ],
  };
}
