import { UNSENT } from '../http/unsent';
import { renderHttpChecks } from '../haproxy/health-check';
import {
  IS_SAFE,
  LAST_RESORT_CARE,
  lastResortOf,
  onceOf,
  serverAddress,
  serverCare,
  useLastResort,
  useOnce,
} from '../haproxy/server-care';
import { renderHaproxySnippets } from '../haproxy/haproxy-snippet';
import { BY_NAME } from '../haproxy/name-discovery';
import { serverTls } from '../haproxy/tier-tls-files';
import { REACH_BACKEND, type HaproxyModel } from './haproxy-model';
import type { TrafficRule } from './traffic-policy';

type ActivePassive = Extract<TrafficRule, { kind: 'active-passive' }>;

export function renderBackends(model: HaproxyModel): string {
  const { traffic, backend } = model;
  if (traffic.kind === 'active-passive') return renderActivePassive(model, traffic);
  const servers =
    traffic.kind === 'balanced' ? anyServers(model) : renderServers(model, (i) => `weight ${traffic.weights[i]}`);
  const balance = `  balance ${traffic.kind === 'balanced' ? traffic.algorithm : 'roundrobin'}
${sticky(model, traffic.stickyCookie)}`;
  return `backend web
${balance}${retriesUnsent(model) ? resendUnsent('empty-response ') : ''}${health(model)}  default-server ${serverCare(backend.healthCheck.errorLimit, backend.observe)} ${BY_NAME}
${own(model)}${servers}
${retriesUnsent(model) ? renderOnce(model, balance, servers) : ''}${renderLastResort(model, servers)}
${renderReach(model)}`;
}

/** Of the user. */
function own({ snippets = [] }: HaproxyModel): string {
  return renderHaproxySnippets(snippets, 'backend');
}

/** With active and passive servers one backend alone can count what each has to do. */
function retriesUnsent({ backend, traffic }: HaproxyModel): boolean {
  return backend.reportsUnsent === true && traffic.kind !== 'active-passive';
}

/** What is left of an answer that a second try has not made better is 503. */
function resendUnsent(more = ''): string {
  return `  retry-on conn-failure ${more}${UNSENT.status}
  http-request set-header ${UNSENT.header} 1
  http-response deny deny_status 503 if { status ${UNSENT.status} }
  http-response set-status ${UNSENT.status} if { status ${UNSENT.ofApp} }
`;
}

/** The same servers, with checks of their own: the addresses behind two templates come in any order. */
function renderOnce(model: HaproxyModel, balance: string, servers: string): string {
  const { healthCheck, reachPort, observe } = model.backend;
  return `# Requests whose work may not be done twice: to another server goes only what no app has had.
backend ${onceOf('web')}
${balance}${resendUnsent()}${renderHttpChecks(healthCheck, reachPort, isByTls(model))}  default-server ${serverCare(healthCheck.errorLimit, observe)} ${BY_NAME}
${own(model)}${servers}
`;
}

/** Found by the tier's name. */
function anyServers({ backend }: HaproxyModel): string {
  return `  server-template web- 1-${backend.slots} ${serverAddress(backend.tierName, backend.port)}${serverTls(backend.tlsName)}\n`;
}

function renderLastResort(model: HaproxyModel, servers: string): string {
  const { traffic } = model;
  const cookie = traffic.kind === 'active-passive' ? undefined : traffic.stickyCookie;
  return `# While no server passes its checks: those that accept connections.
backend ${lastResortOf('web')}
  balance leastconn
${sticky(model, cookie)}${safeRetries()}  default-server ${LAST_RESORT_CARE} ${BY_NAME}
${own(model)}${servers}`;
}

/** What the load balancers compare (node/compare-reach.py): by checks alone, each of which counts. A connection has as long as the interval. */
function renderReach(model: HaproxyModel): string {
  const servers = model.traffic.kind === 'balanced' ? anyServers(model) : renderServers(model, () => '');
  return `# No requests: how many servers this node reaches.
backend ${REACH_BACKEND}
${renderHttpChecks(model.backend.healthCheck, undefined, isByTls(model))}  default-server check inter 250ms fall 1 rise 1 ${BY_NAME}
${servers}`;
}

/** Server by server, called by its host name; `options` gives what differs. */
function renderServers({ backend }: HaproxyModel, options: (index: number, host: string) => string): string {
  const line = (name: string, i: number) => {
    const host = name.split('.')[0]!;
    return (
      `  server ${host} ${serverAddress(name, backend.port)}${serverTls(backend.tlsName)} ${options(i, host)}`.trimEnd() +
      '\n'
    );
  };
  return backend.nodeNames.map(line).join('');
}

/** The cookie's value is made of the server's address: the same on all load balancers, and nothing to keep in step. */
function sticky({ mainName }: HaproxyModel, cookie: string | undefined): string {
  if (cookie === undefined) return '';
  return `  cookie ${cookie} insert indirect nocache httponly secure attr SameSite=Lax dynamic
  dynamic-cookie-key ${mainName}
`;
}

function renderActivePassive(model: HaproxyModel, { active, maxConnections }: ActivePassive): string {
  const limited = `maxconn ${maxConnections}`;
  return `backend web
  balance roundrobin
  # All passive servers share the work when they have it.
  option allbackups
${health(model)}  default-server ${serverCare(model.backend.healthCheck.errorLimit, model.backend.observe)} ${BY_NAME}
${own(model)}${renderServers(model, (i) => (i < active ? limited : 'backup'))}
${renderLastResort(
  model,
  renderServers(model, () => ''),
)}
${renderReach(model)}
# While the active servers are overwhelmed: all servers share the work.
backend web_overflow
  balance leastconn
${safeRetries()}  default-server slowstart 5s ${BY_NAME}
${own(model)}${renderServers(model, (i, host) => `track web/${host}${i < active ? ` ${limited}` : ''}`)}`;
}

/**
 * In the frontend. Overwhelmed is when `maxQueue` requests wait; it ends when for `recoverSeconds` there was never as much to do
 * as `recoverPercent` of what the active servers can hold. Demand is counted over both backends, so that the help does not
 * look like the end of the need for it.
 */
export function renderBackendChoice(model: HaproxyModel): string {
  const { traffic } = model;
  if (traffic.kind !== 'active-passive') return `${useLastResort('web')}${retriesUnsent(model) ? useOnce('web') : ''}`;
  const { active, maxConnections, maxQueue, recoverPercent, recoverSeconds } = traffic;
  const demand = Math.max(1, Math.ceil((active * maxConnections * recoverPercent) / 100));
  const recently = `{ var(proc.overwhelmed_at) -m found } { date(),sub(proc.overwhelmed_at) lt ${recoverSeconds} }`;
  return `  http-request set-var(proc.overwhelmed_at) date() if { queue(web) ge ${maxQueue} }
  http-request set-var(txn.helped) be_conn(web_overflow)
  http-request set-var(proc.overwhelmed_at) date() if ${recently} { be_conn(web),add(txn.helped) ge ${demand} }
${useLastResort('web')}  use_backend web_overflow if ${recently}
`;
}

function health(model: HaproxyModel): string {
  const { healthCheck, reachPort } = model.backend;
  return `${safeRetries()}${renderHttpChecks(healthCheck, reachPort, isByTls(model))}`;
}

function isByTls({ backend }: HaproxyModel): boolean {
  return backend.tlsName !== undefined;
}

/** Sent twice, a POST may do its work twice. */
function safeRetries(): string {
  return `  http-request disable-l7-retry if !${IS_SAFE}\n`;
}
