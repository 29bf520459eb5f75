import type { Load } from './h2load';

export const HOST = 'www.foobar.com';

/** A port of the site's own frontend without TLS, which production does not have: what does TLS cost? */
export const PLAIN_PORT = 8081;

export type TargetName = 'nginx' | 'haproxy-plain' | 'haproxy-h1' | 'haproxy-h2' | 'watched' | 'app-h2' | 'unprotected';

export interface Target extends Load {
  readonly name: TargetName;
  readonly title: string;
  /** Which HAProxy is in the way. */
  readonly haproxy?: 'protected' | 'unprotected';
  /** Its metrics are asked for so often meanwhile. A site's are, by two Prometheus, each 5 s on average. @default never */
  readonly metricsEveryMs?: number;
  /** Least ratio of its throughput to nginx's alone. */
  readonly goal?: number;
}

/** What all others are compared with. */
export const BASELINE: TargetName = 'nginx';

/** Most CPU time a TLS request may take with every protection on, as a multiple of without. */
export const CPU_GOAL = 1.2;

const FILE = '/static/bench.txt';

export const targets: readonly Target[] = [
  { name: 'nginx', title: 'nginx alone, HTTP', url: `http://${HOST}:8080${FILE}`, protocol: 'http/1.1' },
  {
    name: 'haproxy-plain',
    title: 'HAProxy, HTTP -> nginx',
    url: `http://${HOST}:${PLAIN_PORT}${FILE}`,
    protocol: 'http/1.1',
    haproxy: 'protected',
  },
  {
    name: 'haproxy-h1',
    title: 'HAProxy, TLS, HTTP/1.1 -> nginx',
    url: `https://${HOST}${FILE}`,
    protocol: 'http/1.1',
    haproxy: 'protected',
  },
  {
    name: 'haproxy-h2',
    title: 'HAProxy, TLS, HTTP/2 -> nginx',
    url: `https://${HOST}${FILE}`,
    protocol: 'h2',
    haproxy: 'protected',
    goal: 0.36,
  },
  {
    name: 'watched',
    title: 'the same, its metrics asked for twice a second',
    url: `https://${HOST}${FILE}`,
    protocol: 'h2',
    haproxy: 'protected',
    metricsEveryMs: 500,
  },
  {
    name: 'app-h2',
    title: 'HAProxy, TLS, HTTP/2 -> nginx -> node',
    url: `https://${HOST}/`,
    protocol: 'h2',
    haproxy: 'protected',
    goal: 0.25,
  },
  {
    name: 'unprotected',
    title: 'HAProxy without protections, TLS, HTTP/2 -> nginx',
    url: `https://${HOST}:8443${FILE}`,
    protocol: 'h2',
    haproxy: 'unprotected',
  },
];
