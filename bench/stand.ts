import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { resolveHealthCheck } from '../constructs/haproxy/health-check';
import { DEFAULT_TIMEOUTS } from '../constructs/http/timeouts';
import { DEFAULT_METHODS, HAPROXY_FILES, type HaproxyModel } from '../constructs/load-balancer/haproxy-model';
import { renderHaproxy } from '../constructs/load-balancer/render-haproxy';
import { renderHostNames } from '../constructs/load-balancer/render-host-names';
import { renderLimits } from '../constructs/load-balancer/render-limits';
import { DEFAULT_LIMITS } from '../constructs/load-balancer/request-limits';
import { TrafficPolicy } from '../constructs/load-balancer/traffic-policy';
import { APP_PORT, WEB_PORT, renderNginxLimits, renderNginxSite } from '../constructs/web/render-nginx';
import { ROUTE_FILES, renderApps, renderRoutes } from '../constructs/web/render-routes';
import { run } from '../host/run';
import type { Image } from '../local-cloud/image/build';
import { EdgeCertificates } from '../local-cloud/network/edge-certificates';
import { serveResolver } from '../local-cloud/network/resolver';
import { Root } from './root';
import { HOST, PLAIN_PORT } from './targets';
import { unprotected } from './unprotected';

const TIER = 'web.int.foobar.com';
const UNPROTECTED_FILE = '/etc/haproxy/unprotected.cfg';

const MODEL: HaproxyModel = {
  mainName: HOST,
  traffic: TrafficPolicy.roundRobin().rule,
  backend: {
    tierName: TIER,
    nodeNames: [],
    port: WEB_PORT,
    healthCheck: resolveHealthCheck({}, HOST),
    slots: 10,
    httpReuse: 'always',
  },
  timeouts: DEFAULT_TIMEOUTS,
  methods: DEFAULT_METHODS,
  metricsRange: '127.0.0.0/8',
  // The load generator has no client certificate to show; checking one is work for each connection, not for each request.
  proxy: { clientAddressHeader: 'CF-Connecting-IP', originPulls: false },
};

export interface Stand {
  /** Process ids of both HAProxies. */
  readonly haproxy: Readonly<Record<'protected' | 'unprotected', number>>;
  /** Package and version, one each. */
  readonly versions: readonly string[];
}

/**
 * The site on loopback: the droplets' own packages, the project's own configurations. Needs namespaces of its own for
 * network, mounts and processes; they take everything with them when this process ends, however it ends.
 */
export async function startStand(image: Image): Promise<Stand> {
  await run('ip', ['link', 'set', 'lo', 'up']);
  const root = await Root.install(image, ['haproxy', 'nginx', 'socat']);
  root.write(await configurations(root.scratch));
  root.remove('/etc/nginx/sites-enabled/default');
  await serveNames();
  spawn(process.execPath, [join(__dirname, 'app.mjs'), String(APP_PORT)], { stdio: ['ignore', 'ignore', 'inherit'] });
  // In the journal's place.
  root.start('socat', '-u', 'UNIX-RECV:/dev/log', 'OPEN:/dev/null');
  root.start('nginx', '-g', 'daemon off;');
  const haproxy = (file: string) => root.start('haproxy', '-db', '-f', HAPROXY_FILES.limits, '-f', file);
  const versions = await root.run('dpkg-query', '-W', '-f=${Package} ${Version}\n', 'haproxy', 'nginx');
  return {
    haproxy: { protected: haproxy(HAPROXY_FILES.configuration), unprotected: haproxy(UNPROTECTED_FILE) },
    versions: versions.trim().split('\n'),
  };
}

async function configurations(scratch: string): Promise<Readonly<Record<string, string>>> {
  const { certificate, key } = await (await EdgeCertificates.open(scratch)).forZone('foobar.com');
  const haproxy = renderHaproxy(MODEL);
  return {
    [HAPROXY_FILES.configuration]: haproxy.replace(/^ {2}bind :443 .*$/m, `$&\n  bind :${PLAIN_PORT}`),
    [UNPROTECTED_FILE]: unprotected(haproxy),
    // One visitor asks for everything: it is counted as any other, and may.
    [HAPROXY_FILES.hostNames]: renderHostNames({ served: [HOST], redirected: [] }),
    [HAPROXY_FILES.limits]: renderLimits({ ...DEFAULT_LIMITS, requestsPer10Seconds: 1_000_000 }),
    [HAPROXY_FILES.certificate]: `${certificate}\n${key}`,
    [HAPROXY_FILES.proxyRanges]: '127.0.0.0/8\n',
    '/run/haproxy/.keep': '',
    '/etc/nginx/conf.d/site.conf': renderNginxSite({
      trustedRange: '127.0.0.0/8',
      staticPath: '/static/',
      timeouts: DEFAULT_TIMEOUTS,
    }),
    [ROUTE_FILES.apps]: renderApps([{ name: 'app', port: APP_PORT }]),
    [ROUTE_FILES.routes]: renderRoutes([{ name: 'app', port: APP_PORT }]),
    '/etc/nginx/conf.d/limits.conf': renderNginxLimits(DEFAULT_LIMITS),
    '/var/www/site/static/bench.txt': 'x'.repeat(1024),
    '/etc/resolv.conf': 'nameserver 127.0.0.1\n',
  };
}

/** HAProxy finds nginx as in production: by the tier's name. */
async function serveNames(): Promise<void> {
  const edge = { ssl: 'strict', minTlsVersion: '1.2', alwaysUseHttps: true, originPull: null, hsts: null } as const;
  const record = { type: 'A', name: TIER, content: '127.0.0.1', ttl: 60, proxied: false } as const;
  const zones = [{ name: 'foobar.com', records: [record], edge }];
  await serveResolver('127.0.0.1', () => ({
    ...{ vpcs: [], droplets: [], firewalls: [], reservedIps: [] },
    ...{ zones, originCa: '' },
  }));
}
