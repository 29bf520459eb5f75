/** PromQL that several dashboards need. */
import { allowedShare } from '../alerts/burn-rates';
import { lines, number, type Panel, type Row } from './dashboard';

/** Gives series of a single target the name of its node. */
export function named(expression: string, nodes = ''): string {
  return `(${expression}) * on (address) group_left (node) site_node_info${nodes}`;
}

/** Per second. */
export function rate(counter: string): string {
  return `rate(${counter}[$__rate_interval])`;
}

export const REQUESTS = 'haproxy_frontend_http_requests_total{proxy="https"}';
export const FAILURES = 'haproxy_frontend_http_responses_total{proxy="https",code="5xx"}';
export const SLOW = 'site_slow_requests_total';

/** Alerts that people are told of. */
export const FIRING = 'ALERTS{alertstate="firing",alertname!="Watchdog"}';

/** Seconds until the first certificate ends, of the site's and of its nodes'. */
export const FIRST_CERTIFICATE_ENDS =
  'min(site_certificate_expiry_timestamp_seconds or probe_ssl_earliest_cert_expiry{job="site"}) - time()';

/** Whether the site answers, asked from outside. */
export const ANSWERS = 'min(probe_success{job="site"})';

/** Seconds since the last good backup of a kind, or restore drill. */
export function sinceBackup(kind: 'base' | 'archive' | 'drill'): string {
  return `time() - max(site_backup_last_good_timestamp_seconds{kind="${kind}"})`;
}

/** What is left of what an SLO allows to go wrong in a window: 1 when nothing went wrong, below 0 when too much did. */
export function allowanceLeft(ratio: string, counter: string, window: string): string {
  const share = `sum(increase(${counter}[${window}])) / sum(increase(${REQUESTS}[${window}]))`;
  return `1 - ${share} / scalar(${allowedShare(ratio)})`;
}

export function busyProcessors(selector: string): string {
  return `1 - avg by (address) (${rate(`node_cpu_seconds_total{mode="idle",${selector}}`)})`;
}

export function usedMemory(selector: string): string {
  return `1 - node_memory_MemAvailable_bytes{${selector}} / node_memory_MemTotal_bytes{${selector}}`;
}

/** Two or more, so that one may be lost. */
export const SPARE = { from: 2, fairFrom: 1 };

/** A matcher; roles are labels of host names. */
export function ofTiers(roles: readonly string[]): string {
  return roles.length === 1 ? `tier="${roles[0]}"` : `tier=~"${roles.join('|')}"`;
}

export function readyNodes(...roles: readonly string[]): Panel {
  return number('Nodes that can do their work', 'short', `sum(site_node_ready{${ofTiers(roles)}})`, SPARE);
}

/** What the nodes of tiers have to bear. */
export function machines(...roles: readonly string[]): Row {
  const selector = ofTiers(roles);
  return {
    title: 'Machines',
    panels: [
      lines('Processors', 'percentunit', { '{{node}}': named(busyProcessors(selector)) }),
      lines('Memory', 'percentunit', { '{{node}}': named(usedMemory(selector)) }),
      lines('Private network', 'Bps', {
        '{{node}} in': named(rate(`node_network_receive_bytes_total{device="eth1",${selector}}`)),
        '{{node}} out': named(rate(`node_network_transmit_bytes_total{device="eth1",${selector}}`)),
      }),
    ],
  };
}
