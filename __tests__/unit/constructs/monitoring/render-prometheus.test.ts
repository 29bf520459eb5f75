import { renderBlackbox } from '../../../../constructs/monitoring/render-blackbox';
import { renderPrometheus } from '../../../../constructs/monitoring/render-prometheus';
import { expectGolden } from '../../golden';

test('renders what Prometheus asks, by the names of the tiers', () => {
  const text = renderPrometheus({
    privateDomain: 'int.foobar.com',
    tiers: { lb: ['haproxy'], web: ['nginx'], app: [], mysql: ['mysqld'], monitoring: ['prometheus', 'alertmanager'] },
    monitoringTier: 'monitoring',
    probeUrl: 'https://www.foobar.com/',
    metrics: [{ job: 'app', tier: 'app', port: 8000, path: '/metrics' }],
    ruleFile: 'rules.yml',
  });
  expectGolden(__filename, 'prometheus.yml', text);
});

test('asks for no exporter that no tier runs, and no app that tells nothing', () => {
  const text = renderPrometheus({
    privateDomain: 'int.foobar.com',
    tiers: { lb: ['haproxy'], monitoring: ['prometheus', 'alertmanager'] },
    monitoringTier: 'monitoring',
    probeUrl: 'https://www.foobar.com/',
    metrics: [],
    ruleFile: 'rules.yml',
  });
  expect(text).not.toMatch(/job_name: (nginx|mysqld|app)$/m);
});

test('renders how the site is asked', () => {
  expectGolden(__filename, 'blackbox.yml', renderBlackbox('/etc/site-monitoring/probe-ca.pem'));
});
