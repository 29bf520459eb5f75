import type { RuleGroup } from './alert-rule';

/** What visitors see, as far as a visitor of our own can tell. */
export function siteAlerts(): RuleGroup {
  return {
    name: 'site',
    alerts: [
      {
        name: 'SiteUnreachable',
        expression: 'probe_success{job="site"} == 0',
        for: '20s',
        severity: 'page',
        summary: '{{ $labels.instance }} does not answer as it should, asked from outside',
        impact: 'Visitors get errors or nothing at all.',
        firstStep:
          'Ask the site yourself. When only the way through Cloudflare fails, look at its status page; else look for the alert that names a cause.',
      },
      {
        name: 'CertificateExpires',
        expression:
          '(min by (node) (site_certificate_expiry_timestamp_seconds) or min by (instance) (probe_ssl_earliest_cert_expiry{job="site"})) - time() < 14 * 86400',
        for: '5m',
        severity: 'ticket',
        summary: 'The certificate on {{ or $labels.node $labels.instance }} ends in {{ $value | humanizeDuration }}',
        impact: 'When it has ended, nobody gets in.',
        firstStep:
          'With ACME: `journalctl -u acme-certificate` on that load balancer. With your own: deploy the new one.',
      },
    ],
  };
}
