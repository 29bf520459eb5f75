import { UNSENT } from '../http/unsent';
import { renderHaproxySnippets } from '../haproxy/haproxy-snippet';
import { HAPROXY_FILES, type HaproxyModel } from './haproxy-model';
import { renderBackendChoice } from './render-haproxy-backend';
import { limit } from './render-limits';

/** Who counts as one client: of IPv6 everybody has a whole /64. */
export const CLIENT = 'src,ipmask(32,64)';

/** Port 80 redirects, port 443 serves: validity first, then the visitor's address, then limits, then what the servers see. */
export function renderFrontends(model: HaproxyModel): string {
  return `frontend http
  bind :80
${refusals(model)}${redirects(model)}  http-request redirect scheme https code 301

frontend https
  bind :443 ssl crt ${HAPROXY_FILES.certificate} alpn h2,http/1.1 strict-sni${clientCertificate(model)}
  unique-id-format %[uuid()]
${connectionLimit(model)}  http-request set-var(txn.path) path
${visitor(model)}${refusals(model)}${bodyLimit()}  http-request track-sc0 ${CLIENT} table client_rates
  http-request deny deny_status 429 hdr Retry-After 10 if { sc0_http_req_rate(client_rates) gt ${limit('requestsPer10Seconds')} }
${redirects(model)}  # A body that does not come must not hold a web server; after the rules that refuse it without waiting.
  http-request wait-for-body time ${limit('requestTimeout')}s if !{ method GET HEAD OPTIONS }
${slowRequests(model)}${upgrades()}${requestHeaders(model)}${responseHeaders()}${renderHaproxySnippets(model.snippets ?? [], 'frontend')}${renderBackendChoice(model)}  default_backend web

backend client_rates
  stick-table type ipv6 size 200k expire 60s store http_req_rate(10s)

backend client_tunnels
  stick-table type ipv6 size 200k expire 60s store conn_cur
${slowTable(model)}`;
}

/** HAProxy's own metrics know averages alone. Here, one counter in a table of one line; what a client takes to send its body is its own affair. */
function slowRequests({ slowMs }: HaproxyModel): string {
  if (slowMs === undefined) return '';
  return `  http-request set-var(txn.begun) date(0,ms)
  http-request track-sc2 int(1) table slow_requests
  http-after-response sc-inc-gpc0(2) if { date(0,ms),sub(txn.begun) gt ${slowMs} }
`;
}

function slowTable({ slowMs }: HaproxyModel): string {
  return slowMs === undefined ? '' : '\nbackend slow_requests\n  stick-table type integer size 10 store gpc0\n';
}

function clientCertificate({ proxy }: HaproxyModel): string {
  return proxy?.originPulls ? ` ca-file ${HAPROXY_FILES.originPullCa} verify required` : '';
}

function connectionLimit({ proxy }: HaproxyModel): string {
  const except = proxy ? ` if !{ src -f ${HAPROXY_FILES.proxyRanges} }` : '';
  return `  stick-table type ipv6 size 200k expire 60s store conn_cur
  tcp-request connection track-sc1 ${CLIENT}${except}
  tcp-request connection reject if { sc1_conn_cur gt ${limit('connectionsPerClient')} }
`;
}

/** The proxy's word is believed only from the proxy's own addresses. */
function visitor({ proxy }: HaproxyModel): string {
  if (!proxy) return '';
  const header = proxy.clientAddressHeader;
  return `  http-request set-src req.hdr_ip(${header}) if { src -f ${HAPROXY_FILES.proxyRanges} } { req.hdr_cnt(${header}) eq 1 }
`;
}

function refusals({ methods }: HaproxyModel): string {
  return `  http-request deny deny_status 405 if !{ method ${methods.join(' ')} }
  http-request deny deny_status 400 if !{ req.hdr_cnt(host) eq 1 } or { req.fhdr_cnt gt ${limit('maxHeaders')} }
  http-request set-var(txn.name) req.hdr(host),host_only,lower,map_str(${HAPROXY_FILES.hostNames},unknown)
  http-request deny deny_status 421 if { var(txn.name) -m str unknown }
`;
}

/** With path and query. 308 keeps the method and the body of other requests; some old clients do not know it, and get 301. */
function redirects({ mainName }: HaproxyModel): string {
  const to = (code: number) =>
    `  http-request redirect prefix https://${mainName} code ${code} if { var(txn.name) -m str redirect }`;
  return `${to(301)} { method GET HEAD }\n${to(308)}\n`;
}

/**
 * HAProxy compares numbers of 32 bits, and takes a length from 2^64 on for what is left of it: what has more digits than the limit can
 * have is refused by its text.
 */
function bodyLimit(): string {
  return `  http-request deny deny_status 413 if { req.hdr(content-length) -m reg ^0*([2-9][0-9]{9}|[1-9][0-9]{10}) }
  http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${limit('maxBodyBytes')} }
`;
}

/** WebSockets alone: an upgrade to anything else (h2c) would carry requests past these rules. They last, so each client has a number of them. */
function upgrades(): string {
  return `  acl websocket req.hdr(Upgrade) -i websocket
  http-request del-header Upgrade if !websocket
  http-request track-sc3 ${CLIENT} table client_tunnels if websocket
  http-request deny deny_status 429 hdr Retry-After 10 if websocket { sc_conn_cur(3,client_tunnels) gt ${limit('connectionsPerClient')} }
  http-request deny deny_status 503 hdr Retry-After 1 if websocket { nbsrv(rotation) eq 0 }
`;
}

/** By which frameworks and middleware find a visitor's address, the site's name or another path; `X-Forwarded-*` go by their prefix. */
const BELIEVED_BY_APPS = [
  'Forwarded',
  'X-Real-IP',
  'True-Client-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'Fastly-Client-IP',
  'X-Original-URL',
  'X-Original-URI',
  'X-Original-Host',
  'X-Rewrite-URL',
  'X-Host',
  'X-HTTP-Host-Override',
  'Proxy',
  'X-Web-Server',
  UNSENT.header,
];

/** What the web servers are told is what this node knows, never what the client said. */
function requestHeaders({ proxy }: HaproxyModel): string {
  // Without Cloudflare in front anybody can write what Cloudflare does.
  const cloudflare = proxy
    ? `  http-request del-header ${proxy.clientAddressHeader}\n`
    : '  http-request del-header CF- -m beg\n';
  const believed = BELIEVED_BY_APPS.map((name) => `  http-request del-header ${name}\n`).join('');
  return `${cloudflare}${believed}  http-request del-header X-Forwarded- -m beg
  # CGI and WSGI cannot tell X_Forwarded_For from X-Forwarded-For; nginx drops all such names, too.
  http-request del-header _ -m sub
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto https
  http-request set-header X-Load-Balancer %[hostname,field(1,.)]
  http-request set-header X-Request-Id %[unique-id]
  http-request capture req.hdr(X-Request-Id) len 36
`;
}

/** What the app has set itself stays as it is. */
function responseHeaders(): string {
  const ifUnset = {
    'Strict-Transport-Security': 'max-age=63072000',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
  };
  return `  http-after-response set-header Connection close if { nbsrv(rotation) eq 0 }
  http-after-response set-header X-Request-Id %[unique-id]
${Object.entries(ifUnset)
  .map(([name, value]) => `  http-after-response set-header ${name} ${value} if !{ res.hdr(${name}) -m found }\n`)
  .join('')}  http-after-response del-header Server
  http-after-response del-header X-Powered-By
`;
}
