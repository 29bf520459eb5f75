import { always, growing, type RuleCase } from './rule-case';

const requests = (perInterval: number) => ({
  'haproxy_frontend_http_requests_total{proxy="https"}': growing(perInterval),
});
const failures = (values: string) => ({ 'haproxy_frontend_http_responses_total{proxy="https",code="5xx"}': values });
const slow = (values: string) => ({ 'site_slow_requests_total{node="lb-1"}': values });
const node = (name: string, tier: string, address: string) =>
  `instance="${address}:9100",address="${address}",tier="${tier}",job="node",node="${name}"`;
const up = (tier: string, address: string) =>
  `up{instance="${address}:9100",address="${address}",tier="${tier}",job="node"}`;
const ready = (name: string, tier: string, address: string) => `site_node_ready{${node(name, tier, address)}}`;

export const VISITOR_CASES: readonly RuleCase[] = [
  {
    rule: 'ErrorBudgetBurnsNow',
    at: '60s',
    // 8 of 100 fail, since half a minute.
    fires: { ...requests(100), ...failures(`0 0 0 ${growing(8)}`) },
    labels: {},
    summary: '4% of requests fail',
    silent: { ...requests(100), ...failures(growing(2)) },
  },
  {
    rule: 'ErrorBudgetBurnsFast',
    at: '12m',
    fires: { ...requests(100), ...failures(growing(2)) },
    labels: {},
    summary: '2% of requests fail',
    // It was bad, and is over.
    silent: { ...requests(100), ...failures('0+5x20 100x100') },
  },
  {
    rule: 'ErrorBudgetBurnsSlowly',
    at: '12m',
    fires: { ...requests(1000), ...failures(growing(8)) },
    labels: {},
    summary: '0.8% of requests fail',
    silent: { ...requests(1000), ...failures(growing(4)) },
  },
  {
    rule: 'LatencyBudgetBurnsNow',
    at: '70s',
    fires: { ...requests(100), ...slow(growing(60)) },
    labels: {},
    summary: '60% of requests take longer than 1000 ms',
    silent: { ...requests(100), ...slow(growing(20)) },
  },
  {
    rule: 'LatencyBudgetBurnsFast',
    at: '12m',
    fires: { ...requests(100), ...slow(growing(20)) },
    labels: {},
    summary: '20% of requests take longer than 1000 ms',
    silent: { ...requests(100), ...slow(growing(10)) },
  },
  {
    rule: 'LatencyBudgetBurnsSlowly',
    at: '12m',
    fires: { ...requests(100), ...slow(growing(8)) },
    labels: {},
    summary: '8% of requests take longer than 1000 ms',
    silent: { ...requests(100), ...slow(growing(4)) },
  },
  {
    rule: 'SiteUnreachable',
    at: '60s',
    fires: { 'probe_success{job="site",instance="https://www.foobar.com/"}': '1 1 1 0x20' },
    labels: { job: 'site', instance: 'https://www.foobar.com/' },
    summary: 'https://www.foobar.com/ does not answer as it should, asked from outside',
    silent: { 'probe_success{job="site",instance="https://www.foobar.com/"}': '1 1 1 0 1x20' },
  },
  {
    rule: 'CertificateExpires',
    at: '10m',
    fires: {
      'site_certificate_expiry_timestamp_seconds{node="lb-1"}': always(10 * 86400),
      'probe_ssl_earliest_cert_expiry{job="site",instance="https://www.foobar.com/"}': always(60 * 86400),
    },
    labels: { node: 'lb-1' },
    summary: 'The certificate on lb-1 ends in 9d 23h 50m 0s',
    silent: { 'site_certificate_expiry_timestamp_seconds{node="lb-1"}': always(20 * 86400) },
  },
  {
    rule: 'TierBelowRedundancy',
    at: '2m',
    fires: {
      [ready('web-1', 'web', '10.0.0.2')]: always(1),
      [ready('web-2', 'web', '10.0.0.3')]: '1 1 1 stale',
      [up('web', '10.0.0.2')]: always(1),
      [up('web', '10.0.0.3')]: '1 1 1 0x100',
    },
    labels: { tier: 'web' },
    summary: 'Tier web: 1 nodes can do their work, it takes two to spare one',
    // Replaced: the new one came before the old one went.
    silent: {
      [ready('web-1', 'web', '10.0.0.2')]: always(1),
      [ready('web-2', 'web', '10.0.0.3')]: '1 1 1 stale',
      [ready('web-2', 'web', '10.0.0.4')]: '_ 1x100',
      [up('web', '10.0.0.3')]: '1 1 1 0x100',
    },
  },
  {
    rule: 'LoadBalancerWithoutStandby',
    at: '2m',
    fires: { [ready('lb-1', 'lb', '10.0.0.2')]: always(1), [ready('lb-2', 'lb', '10.0.0.3')]: '1 1 0x100' },
    labels: { tier: 'lb' },
    summary: '1 load balancers can do their work, it takes two to spare one',
    silent: { [ready('lb-1', 'lb', '10.0.0.2')]: always(1), [ready('lb-2', 'lb', '10.0.0.3')]: '1 1 0 1x100' },
  },
  {
    rule: 'ReservedIpUnheld',
    at: '2m',
    fires: { 'site_reserved_ip_held{node="lb-1"}': always(0), 'site_reserved_ip_held{node="lb-2"}': always(0) },
    labels: {},
    summary: 'No load balancer has the reserved IP',
    // One of them cannot ask the API.
    silent: { 'site_reserved_ip_held{node="lb-1"}': always(0), 'site_reserved_ip_held{node="lb-2"}': always(1) },
  },
  {
    rule: 'FailoverUndecided',
    at: '3m',
    fires: { 'site_failover_master{node="lb-1"}': always(1), 'site_failover_master{node="lb-2"}': always(1) },
    labels: {},
    summary: '2 load balancers take themselves for the master',
    silent: { 'site_failover_master{node="lb-1"}': '1 1 1 0x100', 'site_failover_master{node="lb-2"}': '0 0 1 1x100' },
  },
  {
    rule: 'FailoverFlapping',
    at: '10m',
    fires: {
      'site_failover_master{node="lb-1"}': '1 0 1 0 1 0 1x100',
      'site_failover_master{node="lb-2"}': '0 1 0 1 0 1 0x100',
    },
    labels: {},
    summary: 'The load balancers have changed places 12 times in a quarter of an hour',
    silent: { 'site_failover_master{node="lb-1"}': '1 0 1x100', 'site_failover_master{node="lb-2"}': '0 1 0x100' },
  },
];
