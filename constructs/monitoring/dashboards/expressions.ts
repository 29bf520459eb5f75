/** PromQL that several dashboards need. */
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

export function busyProcessors(selector: string): string {
  return `1 - avg by (address) (${rate(`node_cpu_seconds_total{mode="idle",${selector}}`)})`;
}

export function usedMemory(selector: string): string {
  return `1 - node_memory_MemAvailable_bytes{${selector}} / node_memory_MemTotal_bytes{${selector}}`;
}

/** Two or more, so that one may be lost. */
export const SPARE = { from: 2, fairFrom: 1 };

export function readyNodes(tier: string): Panel {
  return number('Nodes that can do their work', 'short', `sum(site_node_ready{tier="${tier}"})`, SPARE);
}

/** What the nodes of a tier have to bear. */
export function machines(tier: string): Row {
  const selector = `tier="${tier}"`;
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
