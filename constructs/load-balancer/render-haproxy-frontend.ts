import { HAPROXY_FILES, type HaproxyModel } from './haproxy-model';
import { renderOverflow } from './render-haproxy-backend';
import { limit } from './render-limits';

const METHODS = 'GET HEAD POST PUT PATCH DELETE OPTIONS';

/** Port 80 redirects, port 443 serves: validity first, then the visitor's address, then limits, then what the servers see. */
export function renderFrontends(model: HaproxyModel): string {
  return `frontend http
  bind :80
${refusals(model)}  http-request redirect scheme https code 301

frontend https
  bind :443 ssl crt ${HAPROXY_FILES.certificate} alpn h2,http/1.1 strict-sni${clientCertificate(model)}
  unique-id-format %[uuid()]
${connectionLimit(model)}  http-request set-var(txn.path) path
${visitor(model)}${refusals(model)}  http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${limit('maxBodyBytes')} }
  http-request track-sc0 src table client_rates
  http-request deny deny_status 429 hdr Retry-After 10 if { sc0_http_req_rate(client_rates) gt ${limit('requestsPer10Seconds')} }
  # A body that does not come must not hold a web server; after the rules that refuse it without waiting.
  http-request wait-for-body time ${limit('requestTimeout')}s if { method POST PUT PATCH DELETE }
${slowRequests(model)}${requestHeaders(model)}${responseHeaders()}${renderOverflow(model)}  default_backend web

backend client_rates
  stick-table type ipv6 size 200k expire 60s store http_req_rate(10s)
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
  tcp-request connection track-sc1 src${except}
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

function refusals({ hostNames }: HaproxyModel): string {
  return `  http-request deny deny_status 405 if !{ method ${METHODS} }
  http-request deny deny_status 400 if !{ req.hdr_cnt(host) eq 1 }
  http-request deny deny_status 421 if !{ req.hdr(host),host_only,lower -m str ${hostNames.join(' ')} }
`;
}

/** What the web servers are told is what this node knows, never what the client said. */
function requestHeaders({ proxy }: HaproxyModel): string {
  const forged = ['X-Real-IP', 'Forwarded', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Web-Server'];
  const dropped = proxy ? [proxy.clientAddressHeader, ...forged] : forged;
  return `${dropped.map((name) => `  http-request del-header ${name}\n`).join('')}  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto https
  http-request set-header X-Load-Balancer %[hostname,field(1,.)]
  http-request set-header X-Request-Id %[unique-id]
  http-request capture req.hdr(X-Request-Id) len 36
`;
}

/** What the app has set itself stays as it is. */
function responseHeaders(): string {
  const ifUnset = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
  };
  return `  http-after-response set-header Connection close if { nbsrv(rotation) eq 0 }
  http-after-response set-header Strict-Transport-Security "max-age=63072000"
  http-after-response set-header X-Request-Id %[unique-id]
${Object.entries(ifUnset)
  .map(([name, value]) => `  http-after-response set-header ${name} ${value} if !{ res.hdr(${name}) -m found }\n`)
  .join('')}  http-after-response del-header Server
  http-after-response del-header X-Powered-By
`;
}
