import { KNOWS_PRIVATE_ADDRESS } from '../droplet/private-address';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import type { HealthCheck } from '../haproxy/health-check';
import { TIER_CERTIFICATE } from '../haproxy/tier-tls-files';
import { HEADER_BUFFERS } from '../http/header-buffers';
import { responseTimeoutMs, type ResolvedTimeouts } from '../http/timeouts';
import { UNSENT, UNSENT_PATH } from '../http/unsent';
import { includeNginxSnippets, type NginxSnippet } from './nginx-snippet';
import { ROUTE_FILES } from './render-routes';

export interface NginxModel {
  readonly timeouts: ResolvedTimeouts;
  /** Below it nginx serves files itself; everything else is the apps'. @default all of it is */
  readonly staticPath?: string;
  /** Of an app beside nginx: its answer is that of the node. @default the app has nodes of its own */
  readonly localHealthCheck?: HealthCheck;
  /** Where the load balancers are: their X-Forwarded-For is believed. */
  readonly trustedRange: string;
  /** The load balancers call WEB_TLS_PORT, by TLS; WEB_PORT is this node's own. @default they call WEB_PORT */
  readonly byTls?: boolean;
  /** What users have written themselves. @default none */
  readonly snippets?: readonly NginxSnippet[];
}

/** Port of the web servers, on loopback and on the private address; the tier's firewall lets the load balancers alone in. */
export const WEB_PORT = 8080;
/** The same, by TLS. */
export const WEB_TLS_PORT = 8443;
/** Where the app is on its node, and where nginx finds the first one on loopback: the app itself, or the service proxy in front of it. */
export const APP_PORT = 8000;
/** On the app's own nodes, when the web servers call it by TLS. */
export const APP_TLS_PORT = 8443;
/** Where the app serves its metrics, which no request of a visitor's can reach. */
export const APP_METRICS_PORT = 8001;

/** Where static files are, each at its own path. */
export const NGINX_ROOT = '/var/www/site';
/** The page of every refusal; outside of the root, so that it takes no path from the app. */
export const NGINX_REFUSED = '/var/www/refused.txt';

/** While this file is there, /healthz answers 503. */
export const NGINX_DRAINING = '/run/nginx-draining';

/** Where the load balancers come in, on the private address: written when nginx starts. The asterisk is for a check of the configuration without it. */
const NGINX_LISTEN = '/run/nginx-listen.conf';

function renderListen({ byTls = false }: NginxModel): string {
  const listen = `  listen 127.0.0.1:${WEB_PORT} default_server;\n  include ${NGINX_LISTEN}*;\n`;
  if (!byTls) return listen;
  return `${listen}  ssl_certificate ${TIER_CERTIFICATE};
  ssl_certificate_key ${TIER_CERTIFICATE};
  ssl_protocols TLSv1.3;
`;
}

/** The site's configuration, in /etc/nginx/conf.d; which app a request is for is in files beside it (render-routes.ts). */
export function renderNginxSite(model: NginxModel): string {
  const { nginx: buffers } = HEADER_BUFFERS;
  return `# The app that a request is for; none for a request that is no app's.
map $host$uri $app {
  include ${ROUTE_FILES.routes};
}

# As it was asked for, without its query string: that may hold what is nobody's business.
map $request_uri $request_path {
  ~^(?<path>[^?]*) $path;
}

# Nothing came from the app's side: it died, or refused the connection. Another try is for what cannot do a thing twice.
map "$upstream_bytes_received $request" $unanswered {
  "~^0 (GET|HEAD|OPTIONS) " 1;
  default 0;
}

# By a connection of its own (${ROUTE_FILES.apps}): HAProxy closes one that had requests before without a word when it cannot send the next one on.
map $request_method $once {
  ~^(GET|HEAD|OPTIONS)$ "";
  default _once;
}

# An upgrade to anything else is no business of a visitor's.
map $http_upgrade $websocket {
  ~*^websocket$ 1;
  default 0;
}

log_format site escape=json '{"time":"$time_iso8601","request_id":"$http_x_request_id","client":"$remote_addr",'
  '"method":"$request_method","path":"$request_path","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,'
  '"upstream_status":"$upstream_status","upstream_seconds":"$upstream_response_time"}';

server {
${renderListen(model)}  server_name _;
  root ${NGINX_ROOT};
  # The journal has a limit; files would have none.
  access_log syslog:server=unix:/dev/log,nohostname site;
  error_log syslog:server=unix:/dev/log,nohostname warn;

  set_real_ip_from ${model.trustedRange};
  real_ip_header X-Forwarded-For;
  client_header_timeout 10s;
  client_body_timeout 10s;
  send_timeout 30s;
  large_client_header_buffers ${buffers.requestBuffers} ${buffers.requestLine};
  keepalive_timeout 75s;
  keepalive_requests 100000;
  server_tokens off;
  # Where a page holds a secret beside what its visitor chose, its compressed length gives the secret away (BREACH).
  gzip off;
  # nginx's own pages would say that it is nginx.
  error_page 400 403 404 405 408 411 413 414 416 431 500 501 503 504 505 /.refused;
  error_page 502 /.unanswered;
  # Statuses that nobody sees: they lead to the locations below.
  error_page 418 = @websocket;
  error_page 419 = @events;
  recursive_error_pages on;
  location = /.refused {
    internal;
    default_type text/plain;
    alias ${NGINX_REFUSED};
  }
  # Closed without an answer: the load balancer may send the request to another server.
  location = /.unanswered {
    internal;
    if ($unanswered) { return 444; }
    default_type text/plain;
    alias ${NGINX_REFUSED};
  }

  # No app has had the request: a load balancer that can send it elsewhere learns it, whatever its method.
  location = ${UNSENT_PATH} {
    internal;
    if ($http_${UNSENT.header.toLowerCase().replaceAll('-', '_')}) { return ${UNSENT.status}; }
    return 444;
  }

  location = /healthz {
    access_log off;
    if (-f ${NGINX_DRAINING}) { return 503 "draining\\n"; }
${renderHealth(model.localHealthCheck)}  }

${renderStaticFiles(model)}  proxy_http_version 1.1;
  proxy_set_header Connection "";
${proxyHeaders('  ')}  proxy_connect_timeout 2s;
  proxy_read_timeout ${responseTimeoutMs(model.timeouts, 'nginx')}ms;
  proxy_buffer_size ${buffers.response};
  proxy_buffers 8 16k;
  proxy_busy_buffers_size 32k;
  # One try: the proxies before and behind this one repeat what may be repeated.
  proxy_next_upstream off;
${includeNginxSnippets(model.snippets ?? [], 'server', '  ')}
  location / {
    if ($app = "") { return 404; }
    if ($websocket) { return 418; }
    if ($http_accept ~ "^text/event-stream") { return 419; }
${renderLocationSnippets(model)}    proxy_pass http://$app$once;
  }

  location @websocket {
    proxy_pass http://$app$once;
    proxy_set_header Upgrade websocket;
    proxy_set_header Connection upgrade;
${proxyHeaders('    ')}    proxy_read_timeout ${model.timeouts.idleTunnel}s;
    proxy_send_timeout ${model.timeouts.idleTunnel}s;
${locationSnippets(model)}  }

  # Server-sent events: each goes to the visitor at once.
  location @events {
    proxy_pass http://$app$once;
    proxy_buffering off;
${renderLocationSnippets(model)}  }
}
`;
}

function proxyHeaders(indent: string): string {
  const headers = [
    'Host $host',
    'X-Forwarded-For $remote_addr',
    'X-Forwarded-Proto $http_x_forwarded_proto',
    'X-Request-Id $http_x_request_id',
    'X-Web-Server $hostname',
  ];
  return headers.map((one) => `${indent}proxy_set_header ${one};\n`).join('');
}

function locationSnippets({ snippets = [] }: NginxModel): string {
  return includeNginxSnippets(snippets, 'location', '    ');
}

/** A location that sets one header has none of those of the server any more: they are repeated for a snippet that does. */
function renderLocationSnippets(model: NginxModel): string {
  const snippets = locationSnippets(model);
  return snippets === '' ? '' : `    proxy_set_header Connection "";\n${proxyHeaders('    ')}${snippets}`;
}

function renderStaticFiles({ staticPath }: NginxModel): string {
  if (staticPath === undefined) return '';
  return `  location ^~ ${staticPath} {
    try_files $uri =404;
    expires 1h;
    gzip on;
    gzip_vary on;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
  }

`;
}

/** A full packet: a path that loses those answers no check. */
const HEALTHY = `    return 200 "ok ${'_'.repeat(1500)}\\n";\n`;

function renderHealth(check: HealthCheck | undefined): string {
  if (!check) return HEALTHY;
  const headers = Object.entries({
    Connection: '',
    Host: check.host,
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Proto': 'https',
    'X-Padding': '',
    ...check.headers,
  });
  // Of an answer to HEAD nginx would pass on the length, and no body: a GET would wait for it.
  const headAlone = check.method === 'HEAD' ? '    if ($request_method != HEAD) { return 405; }\n' : '';
  return `${headAlone}    proxy_pass http://app${check.path};
    proxy_method ${check.method};
    proxy_http_version 1.1;
${headers.map(([name, value]) => `    proxy_set_header ${name} "${value}";\n`).join('')}    proxy_connect_timeout ${check.timeoutMs}ms;
    proxy_read_timeout ${check.timeoutMs}ms;
    proxy_next_upstream off;
`;
}

/** In the main context: Debian includes /etc/nginx/modules-enabled there. */
export function renderNginxMain({ reloadDrain }: ResolvedTimeouts): string {
  return `# After a reload: WebSockets of before may go on so long.\nworker_shutdown_timeout ${reloadDrain}s;\n`;
}

/** Beside the site's configuration, and a setting: it changes without replacing nodes. */
export function renderNginxLimits(limits: { readonly maxBodyBytes: number }): string {
  return `client_max_body_size ${limits.maxBodyBytes};\n`;
}

/** nginx's master is root, and its workers are another user's. Its regular expressions are compiled (PCRE). */
const NGINX_SANDBOX = sandbox({
  capabilities: [
    ...['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_KILL', 'CAP_NET_BIND_SERVICE', 'CAP_SETGID', 'CAP_SETUID'],
  ],
  writes: ['/run', '/var/lib/nginx', '/var/log/nginx'],
  families: WITH_NETLINK,
  systemCalls: ['@chown', '@setuid', '@resources'],
  compiles: true,
});

/**
 * nginx leaves in steps: it tells the load balancers that it is going (their checks need two of 500 ms), finishes the requests
 * that it has, and after 30 s closes what is left: WebSockets and long downloads.
 */
export function renderNginxUnit({ byTls = false }: { readonly byTls?: boolean } = {}): string {
  const port = byTls ? `${WEB_TLS_PORT} ssl` : WEB_PORT;
  return `${KNOWS_PRIVATE_ADDRESS}ExecStartPre=/bin/sh -c 'echo "listen $PRIVATE_IP:${port} default_server backlog=4096;" >${NGINX_LISTEN}'
${NGINX_DRAIN}`;
}

const NGINX_DRAIN = `[Unit]
# Stops before what it calls.
After=haproxy.service app.service
StartLimitIntervalSec=0
[Service]
ExecStartPre=/bin/rm -f ${NGINX_DRAINING}
ExecStop=
ExecStop=/bin/sh -c 'touch ${NGINX_DRAINING}; sleep 2.5; kill -QUIT $MAINPID; timeout 30 tail -s 0.1 --pid=$MAINPID -f /dev/null; kill -TERM $MAINPID 2>/dev/null; tail -s 0.1 --pid=$MAINPID -f /dev/null'
TimeoutStopSec=45
KillMode=mixed
Restart=always
RestartSec=1
${NGINX_SANDBOX}`;
