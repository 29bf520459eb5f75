import { BY_NAME, LOAD_SERVER_STATE, RESOLVERS, SERVER_STATE } from '../haproxy/name-discovery';
import { HEADER_BUFFERS, MAX_PARSED_HEADERS } from '../http/header-buffers';
import { DEFAULT_TIMEOUTS, responseTimeoutMs, type ResolvedTimeouts } from '../http/timeouts';
import { UNSENT_LINES } from './unsent-lines';
import {
  FULL_PACKET,
  REACH_PORT,
  SET_FULL_PACKET,
  renderHttpChecks,
  resolveHealthCheck,
} from '../haproxy/health-check';
import { INTERNAL_PORT, PRIVATELY, STATS } from '../haproxy/internal';
import { TIER_CERTIFICATE, serverTls } from '../haproxy/tier-tls-files';
import {
  LAST_RESORT_CARE,
  lastResortOf,
  onceOf,
  serverAddress,
  serverCare,
  useLastResort,
  useOnce,
} from '../haproxy/server-care';
import { renderHaproxySnippets, type HaproxySnippet } from '../haproxy/haproxy-snippet';
import type { ProxyListener } from './connection';

/** A port of the node's that is called by TLS, and the one behind it, of a service on the same address. */
export interface TlsInbound {
  readonly port: number;
  readonly servicePort: number;
}

/** What a node's services have in common. */
export interface ServicesModel {
  /** @default DEFAULT_TIMEOUTS */
  readonly timeouts?: ResolvedTimeouts;
  /** What users have written themselves. @default none */
  readonly snippets?: readonly HaproxySnippet[];
}

type ResolvedServices = Required<ServicesModel>;

function resolve({ timeouts = DEFAULT_TIMEOUTS, snippets = [] }: ServicesModel): ResolvedServices {
  return { timeouts, snippets };
}

/**
 * The HAProxy configuration of a node that calls services: one listener on loopback for each, which finds the service's
 * nodes by name, checks them, and goes on with the last addresses it knew when names cannot be asked.
 */
export function renderServiceProxy(
  listeners: readonly ProxyListener[],
  model: ServicesModel & { readonly inbound?: TlsInbound } = {},
): string {
  const { inbound } = model;
  return `${HEAD}
${renderReach(listeners.map(renderBlind).join(''))}
${inbound ? renderInbound(inbound) : ''}${renderListeners(listeners, resolve(model))}`;
}

/** The same in two files that HAProxy reads one after the other, for a node whose HTTP services are a setting (services-form.ts). */
export function renderServiceProxyInTwo(
  listeners: readonly ProxyListener[],
  model: ServicesModel = {},
): { readonly fixed: string; readonly services: string } {
  const http = listeners.filter(({ protocol }) => protocol === 'http');
  const tcp = listeners.filter(({ protocol }) => protocol === 'tcp');
  const reach = renderReach(tcp.map(renderBlind).join('') + renderNoneReached(http));
  const services = http.map((one) => renderHttp(one, resolve(model)));
  return { fixed: `${HEAD}\n${renderListeners(tcp, resolve(model))}`, services: `${reach}\n${services.join('\n')}` };
}

const HEAD = `global
  log /dev/log local0 notice
  user haproxy
  group haproxy
  stats socket /run/haproxy/admin.sock mode 660 level admin
  ${SERVER_STATE}
  ${SET_FULL_PACKET}
  maxconn 4000
  hard-stop-after 30s
  tune.bufsize ${HEADER_BUFFERS.serviceProxy.buffer}
  tune.maxrewrite ${HEADER_BUFFERS.serviceProxy.rewrite}
  tune.http.maxhdr ${MAX_PARSED_HEADERS}

defaults
  log global
  ${LOAD_SERVER_STATE}
  option dontlognull
  option redispatch 1
  retries 3
  timeout connect 500ms
  timeout queue 5s
  option log-health-checks

${RESOLVERS}
frontend internal
  mode http
  bind 127.0.0.1:${INTERNAL_PORT}
  timeout client 10s
${STATS}`;

function renderListeners(listeners: readonly ProxyListener[], model: ResolvedServices): string {
  return listeners.map((one) => renderListener(one, model)).join('\n');
}

/** In service is who can serve: whoever calls this node goes elsewhere while it reaches none of what it needs. */
function renderReach(refusals: string): string {
  return `frontend reach
  mode http
  bind 127.0.0.1:${REACH_PORT}
  bind ${PRIVATELY(REACH_PORT)}
  timeout client 10s
${refusals}  http-request return status 200 content-type text/plain string ${FULL_PACKET}
`;
}

/** In the page: while no server of the service is up. */
function renderBlind(listener: ProxyListener): string {
  const none = backendsOf(listener).map((backend) => `{ nbsrv(${backend}) eq 0 }`);
  return renderRefusal(listener.name, none.join(' '));
}

/**
 * The same, while no server of any service is up: one app that is down takes no web server from the others. To /all each app is needed: by that a
 * deploy finds out whether HAProxy has found a new one.
 */
function renderNoneReached(listeners: readonly ProxyListener[]): string {
  if (listeners.length === 0) return '';
  const reached = listeners.flatMap(backendsOf).map((backend) => `  acl reached nbsrv(${backend}) gt 0\n`);
  const each = listeners.map((one) => renderBlind(one).replace(' if ', ' if { path /all } '));
  return `${each.join('')}${reached.join('')}${renderRefusal('no app', '!reached')}`;
}

function renderRefusal(text: string, condition: string): string {
  return `  http-request return status 503 content-type text/plain string "${text}" if ${condition}\n`;
}

function backendsOf({ name, protocol }: ProxyListener): readonly string[] {
  return protocol === 'http' ? [name, lastResortOf(name)] : [serversOf(name)];
}

/** How long a request or a WebSocket may take is the callers' business. `*` is the address that was called. */
function renderInbound({ port, servicePort }: TlsInbound): string {
  return `listen inbound
  mode tcp
  bind ${PRIVATELY(port)} ssl crt ${TIER_CERTIFICATE} ssl-min-ver TLSv1.3 alpn http/1.1
  timeout client 24h
  timeout server 24h
  option clitcpka
  retries 0
  server service *:${servicePort}

`;
}

function serversOf(listener: string): string {
  return `${listener}-servers`;
}

function renderListener(listener: ProxyListener, model: ResolvedServices): string {
  return listener.protocol === 'http' ? renderHttp(listener, model) : renderTcp(listener, model);
}

/** What a server died over is closed without an answer: the load balancer alone repeats what may be repeated. */
function renderRetries(): string {
  return `  retries 1
  retry-on conn-failure
  errorfile 502 /dev/null
  # nginx passes each event on at once.
  http-response set-header X-Accel-Buffering no if { res.hdr(content-type) -m beg text/event-stream }
`;
}

/** Repeated on another server: only what could not connect. The rest is the load balancer's, so that nothing is executed more than twice. */
function renderHttp(listener: ProxyListener, { timeouts, snippets }: ResolvedServices): string {
  const check = resolveHealthCheck(listener.healthCheck, nameOf(listener));
  const limit = listener.concurrency === undefined ? '' : ` maxconn ${listener.concurrency}`;
  const options = `${serverTls(listener.tls?.serverName)}${limit}`;
  const retries = renderRetries();
  const { responseTimeoutSeconds: response = timeouts.response } = listener;
  const limits = `  timeout server ${responseTimeoutMs({ ...timeouts, response }, 'service proxy')}ms
  timeout tunnel ${timeouts.idleTunnel}s
`;
  const own = renderHaproxySnippets(snippets, 'backend');
  const checks = `${renderHttpChecks(check, listener.reachPort, listener.tls !== undefined)}  default-server ${serverCare(check.errorLimit)} ${BY_NAME}
${own}${renderServers(listener, options)}`;
  // A limit of a server's counts in one backend alone.
  const splits = listener.concurrency === undefined;
  return `listen ${listener.name}
  mode http
  bind 127.0.0.1:${listener.port}
  balance ${listener.balance}
  timeout client ${timeouts.response}s
${limits}  timeout http-request 5s
  # Longer than nginx keeps idle connections (60 s): who closes first must not be the one that is asked.
  timeout http-keep-alive 75s
  option http-buffer-request
  option http-no-delay
  option idle-close-on-response
  http-reuse always
${retries}${UNSENT_LINES}${renderHaproxySnippets(snippets, 'frontend')}${useLastResort(listener.name)}${splits ? useOnce(listener.name) : ''}${checks}
${splits ? renderOnce(listener, `${limits}${retries}${checks}`) : ''}# While no server passes its checks: those that accept connections.
backend ${lastResortOf(listener.name)}
  mode http
  balance leastconn
${limits}  http-reuse always
${retries}  default-server ${LAST_RESORT_CARE} ${BY_NAME}
${own}${renderServers(listener, options)}`;
}

/**
 * What goes to a new connection has been sent when that is made, and not before; on an idle one it may get lost with the connection, that an app closes
 * or a path no longer carries, and nobody knows whether the app has had it.
 */
function renderOnce({ name, balance }: ProxyListener, rest: string): string {
  return `# Requests whose work may not be done twice, each by a connection of its own.
backend ${onceOf(name)}
  mode http
  balance ${balance}
  http-reuse never
  option http-server-close
${rest}
`;
}

function nameOf({ servers }: ProxyListener): string {
  return 'tier' in servers ? servers.tier : (servers.names[0] ?? 'localhost');
}

/**
 * A connection to a server that goes down is cut: the client connects again and finds the new primary. HAProxy (seen with 3.0.11) never closes
 * a connection that is still being made to a server when that is marked down, and its client would wait for the server's first words as long
 * as it has patience. So clients come by way of a listener that gives those words some seconds.
 *
 * A server that is down is asked five times a second, and answers from what it knew 50 ms ago: of a lost primary's outage it is the part that
 * is the proxy's, and a new primary is found 0.3 s sooner than with 500 and 150 ms (docs/adr/0024). It costs the server 0.3 % of a processor for each app server.
 *
 * Slow is not dead: a server that takes connections has 2.5 s for its answer, twice, before its connections are cut. No other member of a group can
 * take its place sooner: it is expelled after 5 s of silence. One that cannot be reached, or says no, goes after two checks as before.
 */
const SLOW_CHECK_MS = 2500;

function renderTcp(listener: ProxyListener, { snippets }: ResolvedServices): string {
  const { name } = listener;
  const { path, port } = listener.healthCheck;
  const check = path === undefined ? '' : `  option httpchk GET ${path}\n  http-check expect status 200\n`;
  return `listen ${name}
  mode tcp
  bind 127.0.0.1:${listener.port}
  timeout client 1h
  timeout server 1h
  option clitcpka
  # While no server is known, at once: whoever waits here is a worker of the app that serves nobody.
  tcp-request connection reject if { nbsrv(${serversOf(name)}) eq 0 }
  tcp-response inspect-delay 3s
  tcp-response content accept if { res.len gt 0 }
  tcp-response content reject
${renderHaproxySnippets(snippets, 'frontend')}  server ${name} abns@${name}

listen ${serversOf(name)}
  mode tcp
  bind abns@${name}
  balance ${listener.balance}
  timeout client 1h
  timeout server 1h
  timeout check ${listener.healthCheck.timeoutMs ?? SLOW_CHECK_MS}ms
  retries 1
  # One that was connecting when the last server went has nothing to wait for here.
  timeout queue 100ms
  option srvtcpka
${listener.preferred ? '  option allbackups\n' : ''}${check}  default-server check${port === undefined ? '' : ` port ${port}`} inter 500ms fastinter 250ms downinter 200ms fall 2 rise 1 on-marked-down shutdown-sessions ${BY_NAME}
${renderHaproxySnippets(snippets, 'backend')}${renderPreferred(listener)}${renderServers(listener, listener.preferred ? ' backup' : '')}`;
}

function renderPreferred({ name, preferred }: ProxyListener): string {
  if (!preferred) return '';
  const check = `addr 127.0.0.1 port ${preferred.loopbackCheck} on-marked-up shutdown-backup-sessions`;
  return preferred.names
    .map((host, i) => `  server ${name}-preferred-${i + 1} ${host}:${preferred.serverPort} ${check}\n`)
    .join('');
}

function renderServers({ name, servers, serverPort, protocol }: ProxyListener, more = ''): string {
  const at = (host: string) => (protocol === 'http' ? serverAddress(host, serverPort) : `${host}:${serverPort}`);
  if ('tier' in servers) return `  server-template ${name}- ${servers.slots} ${at(servers.tier)}${more}\n`;
  // A name may be a Terraform value, so the server is called by its place.
  return servers.names.map((host, i) => `  server ${name}-${i + 1} ${at(host)}${more}\n`).join('');
}
