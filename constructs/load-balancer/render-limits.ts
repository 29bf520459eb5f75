import type { RequestLimits } from './request-limits';

const VARIABLES: Readonly<Record<keyof RequestLimits, string>> = {
  maxBodyBytes: 'MAX_BODY_BYTES',
  maxHeaders: 'MAX_HEADERS',
  requestTimeout: 'REQUEST_TIMEOUT',
  requestsPer10Seconds: 'REQUESTS_PER_10_SECONDS',
  connectionsPerClient: 'CONNECTIONS_PER_CLIENT',
  maxConnections: 'MAX_CONNECTIONS',
};

/** A limit in haproxy.cfg: HAProxy reads its value from the environment that limits.cfg sets, so that it can change alone. */
export function limit(name: keyof RequestLimits): string {
  return `"\${${VARIABLES[name]}}"`;
}

/** limits.cfg: HAProxy reads it before haproxy.cfg, at every reload. */
export function renderLimits(limits: Required<RequestLimits>): string {
  const lines = Object.entries(VARIABLES).map(
    ([name, variable]) => `  setenv ${variable} ${limits[name as keyof RequestLimits]}\n`,
  );
  return `global\n${lines.join('')}`;
}
