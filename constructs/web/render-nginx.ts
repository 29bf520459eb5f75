export interface NginxModel {
  /** Where the load balancers are: their X-Forwarded-For is believed. */
  readonly trustedRange: string;
  /** Paths of the app that visitors do not get, such as `/metrics`. @default none */
  readonly privatePaths?: readonly string[];
}

/** Port of the web servers, on all addresses; the tier's firewall lets the load balancers alone in. */
export const WEB_PORT = 8080;
/** Where nginx finds the app, on loopback: the app itself, or the service proxy in front of it. */
export const APP_PORT = 8000;

/** While this file is there, /healthz answers 503. */
export const NGINX_DRAINING = '/run/nginx-draining';

/** The site's configuration, in /etc/nginx/conf.d. */
export function renderNginxSite(model: NginxModel): string {
  return `upstream app {
  server 127.0.0.1:${APP_PORT} max_fails=0;
  keepalive 64;
  keepalive_requests 100000;
}

# As it was asked for, without its query string: that may hold what is nobody's business.
map $request_uri $request_path {
  ~^(?<path>[^?]*) $path;
}

log_format site escape=json '{"time":"$time_iso8601","request_id":"$http_x_request_id","client":"$remote_addr",'
  '"method":"$request_method","path":"$request_path","status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,'
  '"upstream_status":"$upstream_status","upstream_seconds":"$upstream_response_time"}';

server {
  listen ${WEB_PORT} default_server backlog=4096;
  server_name _;
  root /var/www/site;
  # The journal has a limit; files would have none.
  access_log syslog:server=unix:/dev/log,nohostname site;
  error_log syslog:server=unix:/dev/log,nohostname warn;

  set_real_ip_from ${model.trustedRange};
  real_ip_header X-Forwarded-For;
  client_header_timeout 10s;
  client_body_timeout 10s;
  send_timeout 30s;
  large_client_header_buffers 4 16k;
  keepalive_timeout 75s;
  keepalive_requests 100000;
  server_tokens off;
  # Where a page holds a secret beside what its visitor chose, its compressed length gives the secret away (BREACH).
  gzip off;
  # nginx's own pages would say that it is nginx.
  error_page 400 403 404 405 408 411 413 414 416 431 500 501 502 503 504 505 /refused.txt;
  location = /refused.txt {
    internal;
  }
  add_header X-Web-Server $hostname always;

  location = /healthz {
    access_log off;
    if (-f ${NGINX_DRAINING}) { return 503 "draining\\n"; }
    return 200 "ok\\n";
  }

${(model.privatePaths ?? []).map(renderPrivatePath).join('')}  location /static/ {
    try_files $uri =404;
    expires 1h;
    gzip on;
    gzip_vary on;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
  }

  location / {
    proxy_pass http://app;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;
    proxy_set_header X-Request-Id $http_x_request_id;
    proxy_set_header X-Web-Server $hostname;
    proxy_connect_timeout 2s;
    proxy_read_timeout 30s;
    # One try: the proxies before and behind this one repeat what may be repeated.
    proxy_next_upstream off;
  }
}
`;
}

/** Whatever an app may take for the path: frameworks differ in whether case matters, and what follows it. */
function renderPrivatePath(path: string): string {
  return `  location ~* "^${path.replace(/\./g, '\\.')}([/;]|$)" {
    return 404;
  }

`;
}

/** Beside the site's configuration, and a setting: it changes without replacing nodes. */
export function renderNginxLimits(limits: { readonly maxBodyBytes: number }): string {
  return `client_max_body_size ${limits.maxBodyBytes};\n`;
}

/**
 * nginx leaves in two steps: first it tells the load balancers that it is going (their checks need two of 500 ms), then it
 * finishes what it has.
 */
export const NGINX_DRAIN = `[Unit]
# Stops before what it calls.
After=haproxy.service app.service
[Service]
ExecStartPre=/bin/rm -f ${NGINX_DRAINING}
ExecStop=
ExecStop=/bin/sh -c 'touch ${NGINX_DRAINING}; sleep 2.5; kill -QUIT $MAINPID; while kill -0 $MAINPID 2>/dev/null; do sleep 0.1; done'
TimeoutStopSec=45
KillMode=mixed
Restart=always
RestartSec=1
`;
