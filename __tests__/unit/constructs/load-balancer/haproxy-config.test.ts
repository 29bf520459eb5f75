import type { HaproxyModel } from '../../../../constructs/load-balancer/haproxy-model';
import { renderHaproxy } from '../../../../constructs/load-balancer/render-haproxy';
import { renderKeepalivedTemplate } from '../../../../constructs/load-balancer/render-keepalived';
import { renderLimits } from '../../../../constructs/load-balancer/render-limits';
import { DEFAULT_LIMITS } from '../../../../constructs/load-balancer/request-limits';
import { TrafficPolicy } from '../../../../constructs/load-balancer/traffic-policy';
import { expectGolden } from '../../golden';

const model: HaproxyModel = {
  hostNames: ['www.foobar.com', 'foobar.com'],
  traffic: TrafficPolicy.roundRobin().rule,
  backend: {
    tierName: 'web.int.foobar.com',
    nodeNames: ['web-1.int.foobar.com', 'web-2.int.foobar.com', 'web-3.int.foobar.com'],
    port: 8080,
    healthCheckPath: '/healthz',
    slots: 10,
  },
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
