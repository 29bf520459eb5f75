import type { RuleGroup } from './alert-rule';

/** The monitoring itself. */
export function monitoringAlerts(): RuleGroup {
  return {
    name: 'monitoring',
    alerts: [
      {
        name: 'Watchdog',
        expression: 'vector(1)',
        for: '0s',
        severity: 'ticket',
        summary: 'Always fires: that it arrives shows that alerts arrive',
        impact: 'None.',
        firstStep:
          'Nothing. When it stops, whoever waits for it (deadMansSwitch) tells you: look at the monitoring droplets.',
      },
      {
        name: 'AlertsUndelivered',
        expression: 'sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) > 0',
        for: '2m',
        severity: 'page',
        summary: 'Alerts by {{ $labels.integration }} are not delivered',
        impact: 'None for visitors. Who relies on that way is told nothing.',
        firstStep: '`journalctl -u prometheus-alertmanager -n 20` on the monitoring droplets.',
      },
      {
        name: 'RulesFailing',
        expression: 'increase(prometheus_rule_evaluation_failures_total[5m]) > 0',
        for: '2m',
        severity: 'page',
        summary: 'Alert rules cannot be evaluated',
        impact: 'None for visitors. Alerts may not come.',
        firstStep: '`journalctl -u prometheus -n 20` on the monitoring droplets.',
      },
      {
        name: 'JournalsUnsent',
        expression: 'max by (to) (site_journal_unsent_seconds) > 900',
        for: '1m',
        severity: 'ticket',
        summary:
          '{{ $labels.to }} does not get what nodes write: the oldest line waits for {{ $value | humanizeDuration }}',
        impact: 'None for visitors. A node that is lost now takes along what it has not sent.',
        firstStep:
          '`journalctl -u "receive-journals*" -n 20` there; `journalctl -u "send-journal@*" -n 20` on the node.',
      },
    ],
  };
}
