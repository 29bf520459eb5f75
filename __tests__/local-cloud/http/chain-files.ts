import { join } from 'node:path';
import { readNodeProgram } from '../../../constructs/cloud-init/node-program';
import { REACH_PORT, resolveHealthCheck } from '../../../constructs/haproxy/health-check';
import { DEFAULT_METHODS, HAPROXY_FILES, type HaproxyModel } from '../../../constructs/load-balancer/haproxy-model';
import { renderHaproxy } from '../../../constructs/load-balancer/render-haproxy';
import { renderHostNames } from '../../../constructs/load-balancer/render-host-names';
import { renderLimits } from '../../../constructs/load-balancer/render-limits';
import { DEFAULT_LIMITS } from '../../../constructs/load-balancer/request-limits';
import { TrafficPolicy } from '../../../constructs/load-balancer/traffic-policy';
import { loopbackPortOf } from '../../../constructs/service-proxy/loopback-port';
import { renderServiceProxy, renderServiceProxyInTwo } from '../../../constructs/service-proxy/render-service-proxy';
import {
  APP_PORT,
  NGINX_REFUSED,
  WEB_PORT,
  renderNginxLimits,
  renderNginxMain,
  renderNginxSite,
} from '../../../constructs/web/render-nginx';
import { nginxSnippetFiles } from '../../../constructs/web/nginx-snippet';
import { ROUTE_FILES, renderApps, renderRoutes } from '../../../constructs/web/render-routes';
import { DEFAULT_TIMEOUTS } from '../../../constructs/http/timeouts';
import { EDGE_ADDRESS } from '../../../local-cloud/addresses';
import { EdgeCertificates } from '../../../local-cloud/network/edge-certificates';
import {
  ALIAS,
  HOST,
  LOAD_BALANCER,
  PROXY,
  REDIRECTED,
  appAddress,
  appNodesOf,
  webAddress,
  type ChainApp,
  type ChainOptions,
} from './chain-model';

/** All files of the chain's nodes, in one file system. */
export async function chainFiles(scratch: string, options: ChainOptions): Promise<Readonly<Record<string, string>>> {
  const { certificate, key } = await (await EdgeCertificates.open(scratch)).forZone('foobar.com');
  const limits = { ...DEFAULT_LIMITS, requestsPer10Seconds: 1_000_000, ...options.limits };
  const files: Record<string, string> = {
    [HAPROXY_FILES.configuration]: renderHaproxy(modelOf(options))
      .replace(/bind :(80|443)\b/g, `bind ${LOAD_BALANCER}:$1`)
      .replace(/^.*PRIVATE_IP.*\n/gm, '')
      // A socket in its chroot.
      .replace('log stdout', 'log /log'),
    '/var/lib/haproxy/.keep': '',
    [HAPROXY_FILES.hostNames]: renderHostNames({ served: [HOST, ALIAS], redirected: [REDIRECTED] }),
    [HAPROXY_FILES.limits]: renderLimits(limits),
    [HAPROXY_FILES.certificate]: `${certificate}\n${key}`,
    [HAPROXY_FILES.proxyRanges]: `${PROXY}/32\n${EDGE_ADDRESS}/32\n`,
    '/run/haproxy/.keep': '',
    '/usr/local/sbin/check-haproxy': readNodeProgram(
      join(__dirname, '../../../constructs/haproxy'),
      'check-haproxy.sh',
    ),
    '/etc/resolv.conf': 'nameserver 127.0.0.1\n',
    [NGINX_REFUSED]: 'This cannot be answered.\n',
  };
  for (const file of nginxSnippetFiles(options.nginxSnippets ?? []))
    if ('content' in file) files[file.path] = file.content;
  for (let i = 1; i <= (options.nodes ?? 2); i++) Object.assign(files, nodeFiles(i, limits, options));
  for (const i of appNodesOf(options)) Object.assign(files, appNodeFiles(i));
  return files;
}

/** The service proxy on an app's own node, which says that the node can serve. */
function appNodeFiles(i: number): Record<string, string> {
  const text = renderServiceProxy([])
    .replace(/^.*PRIVATE_IP.*\n/gm, '')
    .replaceAll('127.0.0.1:', `${appAddress(i)}:`)
    .replace('/run/haproxy/admin.sock', `/run/haproxy/app-${i}.sock`);
  return { [`/etc/haproxy/app-${i}.cfg`]: text };
}

function modelOf({ model, timeouts, withoutWebServers, colocated }: ChainOptions): HaproxyModel {
  const [tier, port] = withoutWebServers ? ['app', APP_PORT] : ['web', WEB_PORT];
  return {
    mainName: HOST,
    traffic: TrafficPolicy.roundRobin().rule,
    backend: {
      tierName: `${tier}.int.foobar.com`,
      nodeNames: [],
      port,
      healthCheck: resolveHealthCheck({ path: '/healthz' }, 'www.foobar.com'),
      slots: 3,
      httpReuse: withoutWebServers ? 'safe' : 'always',
      reportsUnsent: !withoutWebServers && !colocated,
    },
    timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts },
    methods: DEFAULT_METHODS,
    metricsRange: '10.0.0.0/8',
    proxy: { clientAddressHeader: 'CF-Connecting-IP', originPulls: false },
    ...model,
  };
}

/** A web server's files; what is on the loopback of each node is on an address of its own here. */
function nodeFiles(i: number, limits: typeof DEFAULT_LIMITS, options: ChainOptions): Record<string, string> {
  const { colocated, timeouts, staticPath, apps } = options;
  const own = webAddress(i);
  const given: readonly Omit<ChainApp, 'server'>[] = apps ?? [{ name: 'app', route: {} }];
  const routed = given.map((app) => ({ ...app, port: apps ? loopbackPortOf(app.name) : APP_PORT }));
  const onOwn = (text: string) => text.replaceAll('127.0.0.1:', `${own}:`);
  const site = renderNginxSite({
    trustedRange: '127.0.0.0/8',
    staticPath,
    timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts },
    snippets: options.nginxSnippets,
  })
    .replace(`listen 127.0.0.1:${WEB_PORT} `, `listen ${own}:${WEB_PORT} `)
    .replace(ROUTE_FILES.routes, `${ROUTE_FILES.routes}-${i}`);
  const proxy = renderServiceProxyInTwo(
    routed.map(({ name, port, responseTimeoutSeconds }) => ({
      ...{ name, port, serverPort: APP_PORT, protocol: 'http', balance: 'roundrobin' },
      servers: { tier: `${name}.int.foobar.com`, slots: Math.max(3, appNodesOf(options).length) },
      healthCheck: { path: '/healthz' },
      reachPort: REACH_PORT,
      responseTimeoutSeconds,
    })),
    { timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts }, snippets: options.serviceProxySnippets },
  );
  return {
    [`/etc/nginx/nginx-${i}.conf`]: `user www-data;\nworker_processes 1;\npid /run/nginx-${i}.pid;\n${renderNginxMain({ ...DEFAULT_TIMEOUTS, ...timeouts })}events { worker_connections 768; }\nhttp {\n  include /etc/nginx/mime.types;\n  include /etc/nginx/site-${i}/*.conf;\n}\n`,
    [`/etc/nginx/site-${i}/site.conf`]: site,
    [`/etc/nginx/site-${i}/apps.conf`]: colocated
      ? renderApps(routed).replaceAll('127.0.0.1:', `${appAddress(i)}:`)
      : onOwn(renderApps(routed)),
    [`${ROUTE_FILES.routes}-${i}`]: renderRoutes(routed),
    [`/etc/nginx/site-${i}/limits.conf`]: renderNginxLimits(limits),
    [`/etc/haproxy/service-${i}.cfg`]: onOwn(proxy.fixed).replace(
      '/run/haproxy/admin.sock',
      `/run/haproxy/service-${i}.sock`,
    ),
    [`/etc/haproxy/services-${i}.cfg`]: onOwn(proxy.services)
      .replace(/^.*PRIVATE_IP.*\n/gm, '')
      // By which the packet filter knows whose connections they are.
      .replaceAll('  default-server ', `  default-server source ${own} `),
  };
}
