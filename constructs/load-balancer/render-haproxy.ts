import { HEADER_BUFFERS, MAX_PARSED_HEADERS } from '../http/header-buffers';
import { responseTimeoutMs } from '../http/timeouts';
import { SET_FULL_PACKET } from '../haproxy/health-check';
import { PRIVATELY, STATS } from '../haproxy/internal';
import { LOAD_SERVER_STATE, RESOLVERS, SERVER_STATE } from '../haproxy/name-discovery';
import { INTERNAL_PORT, METRICS_PORT, REACH_BACKEND, type HaproxyModel } from './haproxy-model';
import { renderTcpServices } from './render-tcp';
import { limit } from './render-limits';
import { renderBackends } from './render-haproxy-backend';
import { CLIENT, renderFrontends } from './render-haproxy-frontend';

/** haproxy.cfg of a load balancer, for HAProxy 2.8 to 3.2. */
export function renderHaproxy(model: HaproxyModel): string {
  return [
    renderGlobal(model),
    renderDefaults(model),
    RESOLVERS,
    renderInternal(model),
    renderFrontends(model),
    renderBackends(model),
    renderTcpServices(model, CLIENT),
  ]
    .filter((part) => part !== '')
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** Ciphers: those of Mozilla's intermediate configuration, 5.7, in its order; ChaCha20 first for clients that put it first (HAProxy sets SSL_OP_PRIORITIZE_CHACHA). */
function renderGlobal({ timeouts }: HaproxyModel): string {
  return `global
  log stdout format raw daemon info
  stats socket /run/haproxy/admin.sock mode 600 level admin
  user haproxy
  group haproxy
  chroot /var/lib/haproxy
  ${SERVER_STATE}
  ${SET_FULL_PACKET}
  maxconn ${limit('maxConnections')}
  # After a reload: WebSockets of before may go on so long.
  hard-stop-after ${timeouts.reloadDrain}s
  ssl-default-bind-curves X25519:prime256v1:secp384r1
  ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
  # One header, or all together, may have about 15 KiB; the web servers' buffers agree.
  tune.bufsize ${HEADER_BUFFERS.loadBalancer.buffer}
  tune.maxrewrite ${HEADER_BUFFERS.loadBalancer.rewrite}
  tune.http.maxhdr ${MAX_PARSED_HEADERS}
  tune.stick-counters 4
  tune.h2.max-concurrent-streams 100
  # Floods of what no client sends much of (CONTINUATION, RST_STREAM, SETTINGS): the connection ends.
.if version_atleast(3.0-dev0)
  tune.h2.fe.glitches-threshold 500
.endif
`;
}

/** One JSON object a request. No query string: it may hold what is nobody's business. Times in milliseconds, -1 for a step not reached. */
const ACCESS_LOG = `log-format '{${[
  '"time":"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]"',
  '"request_id":"%ID"',
  '"client":"%ci"',
  '"method":"%HM"',
  '"path":"%[var(txn.path),json(utf8s)]"',
  '"status":%ST',
  '"bytes":%B',
  '"request_ms":%TR',
  '"queue_ms":%Tw',
  '"connect_ms":%Tc',
  '"response_ms":%Tr',
  '"total_ms":%Ta',
  '"backend":"%b"',
  '"server":"%s"',
  '"retries":"%rc"',
  '"end":"%ts"',
  '"tls":"%sslv"',
].join(',')}}'`;

function renderDefaults({ proxy, backend, timeouts }: HaproxyModel): string {
  return `defaults
  mode http
  log global
  ${LOAD_SERVER_STATE}
  ${ACCESS_LOG}
  option dontlognull
  option http-keep-alive
  # Otherwise each server-sent event waits 0.2 s for more to come.
  option http-no-delay
  # A reload closes idle connections only after their next response: no request is lost.
  option idle-close-on-response
  option redispatch 1
  # What an app has answered is final, and after a timeout it may still be at work. Tried again, once: what reached no
  # server, and what a server died over without an answer.
  retries 1
  retry-on conn-failure empty-response
  http-reuse ${backend.httpReuse}
  timeout connect 500ms
  # Also how long a refused body may go on after its answer.
  timeout client 10s
  timeout server ${responseTimeoutMs(timeouts, 'load balancer')}ms
  timeout client-fin 5s
  timeout http-request ${limit('requestTimeout')}s
  # Whoever closes an idle connection first may meet a request on it, which nobody may send again when it is a POST: so
  # the proxy closes first, after 900 s (Cloudflare's documentation, connection limits). Others get little patience.
  timeout http-keep-alive ${proxy ? '910s' : '5s'}
  timeout queue 5s
  timeout tunnel ${timeouts.idleTunnel}s
  # Older ones give a TLS handshake as long as any client.
.if version_atleast(3.0-dev0)
  timeout client-hs 5s
.endif
`;
}

function renderInternal({ metricsRange }: HaproxyModel): string {
  return `frontend internal
  bind 127.0.0.1:${INTERNAL_PORT}
  option dontlog-normal
  monitor-uri /lb-healthz
${STATS}
frontend metrics
  bind 127.0.0.1:${METRICS_PORT}
  bind ${PRIVATELY(METRICS_PORT)}
  option dontlog-normal
  http-request deny if !{ src ${metricsRange} 127.0.0.0/8 }
  http-request return status 200 content-type text/plain lf-string %[nbsrv(${REACH_BACKEND})] if { path /reach }
  http-request use-service prometheus-exporter if { path /metrics }
  # The other load balancers ask whether this one can take the address.
  http-request return status 200 if { path /in-rotation } { nbsrv(rotation) gt 0 }
  http-request return status 404

# Enabled: in rotation. Disabled by node/rotation.sh when this node is about to leave.
backend rotation
  server enabled 127.0.0.1:${INTERNAL_PORT}
`;
}
