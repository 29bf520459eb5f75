import { INHIBITIONS } from '../../../../../constructs/monitoring/alerts/alert-rules';
import { alertmanagerConfig } from '../../../../../constructs/monitoring/alerts/alertmanager-config';
import { expectGolden } from '../../../golden';

test('renders receivers of every kind', () => {
  const config = alertmanagerConfig({
    email: ['oncall@foobar.com'],
    smtp: { smarthost: 'smtp.example.com:587', from: 'site@foobar.com', username: 'site', password: 'secret' },
    slack: [{ channel: '#operations', url: 'https://hooks.slack.com/services/x' }],
    webhooks: ['https://pager.example/alerts'],
    deadMansSwitch: 'https://switch.example/site',
    inhibitions: INHIBITIONS,
  });
  expectGolden(__filename, 'alertmanager.yml', `${JSON.stringify(config, null, 2)}\n`);
});

test('without a switch the watchdog goes nowhere', () => {
  const config = alertmanagerConfig({ email: [], slack: [], webhooks: ['https://pager.example'], inhibitions: [] });
  const text = JSON.stringify(config);
  expect(text).toContain('"receiver":"nobody"');
  expect(text).not.toContain('dead-mans-switch');
});
