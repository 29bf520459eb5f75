import { resolveHealthCheck } from '../../../../constructs/haproxy/health-check';
import { DEFAULT_TIMEOUTS, responseTimeoutMs } from '../../../../constructs/http/timeouts';
import { DEFAULT_METHODS, type HaproxyModel } from '../../../../constructs/load-balancer/haproxy-model';
import { renderHaproxy } from '../../../../constructs/load-balancer/render-haproxy';
import { renderKeepalivedTemplate } from '../../../../constructs/load-balancer/render-keepalived';
import { renderLimits } from '../../../../constructs/load-balancer/render-limits';
import { DEFAULT_LIMITS } from '../../../../constructs/load-balancer/request-limits';
import { Backend } from '../../../../constructs/load-balancer/backend';
import { HEADER_BUFFERS } from '../../../../constructs/http/header-buffers';
import { TrafficPolicy } from '../../../../constructs/load-balancer/traffic-policy';
import { expectGolden } from '../../golden';

const model: HaproxyModel = {
  mainName: 'www.foobar.com',
  traffic: TrafficPolicy.roundRobin().rule,
  backend: {
    tierName: 'web.int.foobar.com',
    nodeNames: ['web-1.int.foobar.com', 'web-2.int.foobar.com', 'web-3.int.foobar.com'],
    port: 8080,
    healthCheck: resolveHealthCheck({}, 'www.foobar.com'),
    reachPort: 8406,
    slots: 10,
    httpReuse: 'always',
    reportsUnsent: true,
  },
  timeouts: DEFAULT_TIMEOUTS,
  methods: DEFAULT_METHODS,
  proxy: { clientAddressHeader: 'CF-Connecting-IP', originPulls: true },
  metricsRange: '10.20.0.0/20',
};

test('renders round robin behind the proxy', () => {
  expectGolden(__filename, 'round-robin.haproxy.cfg', renderHaproxy(model));
});

test('renders active-passive: backups for failure, an overflow for overload', () => {
  expectGolden(
    __filename,
    'active-passive.haproxy.cfg',
    renderHaproxy({ ...model, traffic: TrafficPolicy.activePassive({ active: 1 }).rule }),
  );
});

test('renders least connections without a proxy: no header names the visitor', () => {
  const text = renderHaproxy({ ...model, proxy: undefined, traffic: TrafficPolicy.leastConnections().rule });
  expectGolden(__filename, 'no-proxy.haproxy.cfg', text);
});

test('renders weights, and a cookie that keeps visitors where they are', () => {
  const traffic = TrafficPolicy.weighted([3, 1, 0], { stickyCookie: 'SERVER' }).rule;
  expectGolden(__filename, 'weighted-sticky.haproxy.cfg', renderHaproxy({ ...model, traffic }));
});

test('sends what no app has had to another server only where servers report it, and one backend need not count all', () => {
  const without = { ...model, backend: { ...model.backend, reportsUnsent: false } };
  const activePassive = { ...model, traffic: TrafficPolicy.activePassive().rule };
  for (const text of [without, activePassive].map(renderHaproxy)) {
    expect(text).not.toContain('web_once');
    expect(text).not.toMatch(/retry-on .*425/);
  }
  expect(renderHaproxy(model)).toMatch(/^backend web_once\n(?: .*\n)*? {2}retry-on conn-failure 425\n/m);
});

test('counts answers that begin late, when somebody wants to know', () => {
  const text = renderHaproxy({ ...model, slowMs: 1000 });
  expectGolden(__filename, 'slow-requests.haproxy.cfg', text);
  expect(renderHaproxy(model)).not.toContain('slow_requests');
});

test('renders the limits apart, so that they change alone', () => {
  expectGolden(__filename, 'limits.cfg', renderLimits(DEFAULT_LIMITS));
});

test("renders the template of keepalived's configuration", () => {
  expectGolden(__filename, 'keepalived.conf.template', renderKeepalivedTemplate());
});

test('asks the proxy for no certificate when origin pulls are off', () => {
  const text = renderHaproxy({ ...model, proxy: { clientAddressHeader: 'CF-Connecting-IP', originPulls: false } });
  expect(text).not.toContain('verify required');
});

test('without nginx in between, connections to servers are shared by requests that a client may send again', () => {
  const text = renderHaproxy({ ...model, backend: { ...model.backend, httpReuse: 'safe' } });
  expect(text).toContain('  http-reuse safe\n');
  expect(Backend.named({ tierName: 'shop.int.foobar.com', port: 80 }).httpReuse).toBe('safe');
});

test('lets the methods pass that a site names', () => {
  const text = renderHaproxy({ ...model, methods: ['GET', 'SEARCH', 'PROPFIND'] });
  expect(text).toContain('http-request deny deny_status 405 if !{ method GET SEARCH PROPFIND }');
});

test.each([5, 60, 100])('with %d s for an answer, each tier gives up after the one that it calls', (response) => {
  const timeouts = { ...DEFAULT_TIMEOUTS, response };
  const [proxy, nginx, balancer] = (['service proxy', 'nginx', 'load balancer'] as const).map((tier) =>
    responseTimeoutMs(timeouts, tier),
  );
  expect(proxy).toBeLessThan(nginx!);
  expect(nginx).toBeLessThan(balancer!);
  expect(balancer).toBe(response * 1000);
  expect(renderHaproxy({ ...model, timeouts })).toContain(`  timeout server ${balancer}ms\n`);
});

test('the buffers of all tiers agree: what the outer one accepts of a request passes the inner ones, and the other way round for answers', () => {
  const { loadBalancer, nginx, serviceProxy } = HEADER_BUFFERS;
  const request = loadBalancer.buffer - loadBalancer.rewrite;
  expect(nginx.requestLine).toBeGreaterThanOrEqual(request);
  expect(nginx.requestLine * nginx.requestBuffers).toBeGreaterThan(loadBalancer.buffer);
  expect(serviceProxy.buffer - serviceProxy.rewrite).toBeGreaterThan(loadBalancer.buffer);
  // What nginx and HAProxy add to an answer, and 8 bytes that HAProxy needs for each header.
  expect(request - nginx.response).toBeGreaterThanOrEqual(1024);
  expect(serviceProxy.buffer).toBeGreaterThan(nginx.response);
});
