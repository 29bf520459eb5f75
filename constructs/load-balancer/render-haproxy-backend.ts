import { BY_NAME } from '../haproxy/name-discovery';
import type { HaproxyModel } from './haproxy-model';
import type { TrafficRule } from './traffic-policy';

type ActivePassive = Extract<TrafficRule, { kind: 'active-passive' }>;

/**
 * Measured: a server killed or vanished costs no GET and doubles no POST. `observe layer4`, not layer7: there one URL
 * that answers 500 takes every server down. No `on-marked-down shutdown-sessions`: it fails requests that would finish.
 */
const CARE =
  'check inter 500ms fastinter 200ms downinter 1s fall 2 rise 2 observe layer4 error-limit 3 on-error mark-down slowstart 5s tcp-ut 1000';

export function renderBackends(model: HaproxyModel): string {
  const { traffic, backend } = model;
  if (traffic.kind === 'active-passive') return renderActivePassive(model, traffic);
  const servers =
    traffic.kind === 'balanced'
      ? `  server-template web- 1-${backend.slots} ${backend.tierName}:${backend.port}\n`
      : renderServers(model, (i) => `weight ${traffic.weights[i]}`);
  return `backend web
  balance ${traffic.kind === 'balanced' ? traffic.algorithm : 'roundrobin'}
${sticky(model, traffic.stickyCookie)}${health(model)}  default-server ${CARE} ${BY_NAME}
${servers}`;
}

/** Server by server, called by its host name; `options` gives what differs. */
function renderServers({ backend }: HaproxyModel, options: (index: number, host: string) => string): string {
  const line = (name: string, i: number) => {
    const host = name.split('.')[0]!;
    return `  server ${host} ${name}:${backend.port} ${options(i, host)}\n`;
  };
  return backend.nodeNames.map(line).join('');
}

/** The cookie's value is made of the server's address: the same on all load balancers, and nothing to keep in step. */
function sticky({ hostNames }: HaproxyModel, cookie: string | undefined): string {
  if (cookie === undefined) return '';
  return `  cookie ${cookie} insert indirect nocache httponly secure attr SameSite=Lax dynamic
  dynamic-cookie-key ${hostNames[0]}
`;
}

function renderActivePassive(model: HaproxyModel, { active, maxConnections }: ActivePassive): string {
  const limited = `maxconn ${maxConnections}`;
  return `backend web
  balance roundrobin
  # All passive servers share the work when they have it.
  option allbackups
${health(model)}  default-server ${CARE} ${BY_NAME}
${renderServers(model, (i) => (i < active ? limited : 'backup'))}
# While the active servers are overwhelmed: all servers share the work.
backend web_overflow
  balance leastconn
${safeRetries()}  default-server slowstart 5s tcp-ut 1000 ${BY_NAME}
${renderServers(model, (i, host) => `track web/${host}${i < active ? ` ${limited}` : ''}`)}`;
}

/**
 * In the frontend. Overwhelmed is when `maxQueue` requests wait; it ends when for `recoverSeconds` there was never as much to do
 * as `recoverPercent` of what the active servers can hold. Demand is counted over both backends, so that the help does not
 * look like the end of the need for it.
 */
export function renderOverflow({ traffic }: HaproxyModel): string {
  if (traffic.kind !== 'active-passive') return '';
  const { active, maxConnections, maxQueue, recoverPercent, recoverSeconds } = traffic;
  const demand = Math.max(1, Math.ceil((active * maxConnections * recoverPercent) / 100));
  const recently = `{ var(proc.overwhelmed_at) -m found } { date(),sub(proc.overwhelmed_at) lt ${recoverSeconds} }`;
  return `  http-request set-var(proc.overwhelmed_at) date() if { queue(web) ge ${maxQueue} }
  http-request set-var(txn.helped) be_conn(web_overflow)
  http-request set-var(proc.overwhelmed_at) date() if ${recently} { be_conn(web),add(txn.helped) ge ${demand} }
  use_backend web_overflow if ${recently}
`;
}

function health({ backend, hostNames }: HaproxyModel): string {
  return `${safeRetries()}  option httpchk
  http-check send meth GET uri ${backend.healthCheckPath} ver HTTP/1.1 hdr Host ${hostNames[0]}
  http-check expect status 200
`;
}

/** Sent twice, a POST may do its work twice. */
function safeRetries(): string {
  return '  http-request disable-l7-retry if !{ method GET HEAD OPTIONS }\n';
}
