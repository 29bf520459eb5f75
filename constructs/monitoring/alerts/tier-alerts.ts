import type { RuleGroup } from './alert-rule';
import { databasesOf, type WatchedSite } from './watched-site';
import { TIERS } from '../../tiers';

/** How many nodes of each tier can do their work: those that say so, and 0 where nobody says anything. */
const ready = (tiers: string) =>
  `(sum by (tier) (site_node_ready{tier=~"${tiers}"}) or sum by (tier) (up{job="node",tier=~"${tiers}"}) * 0)`;

/** Tiers that have lost what they were made to spare. */
export function tierAlerts(site: WatchedSite): RuleGroup {
  const { nodes } = site;
  const redundant = Object.keys(nodes).filter((tier) => nodes[tier]! > 1);
  const { loadBalancer } = TIERS;
  const databases = databasesOf(site);
  const others = redundant.filter((tier) => tier !== loadBalancer.role && !databases.includes(tier));
  const alerts = [
    others.length > 0 && {
      name: 'TierBelowRedundancy',
      expression: `${ready(others.join('|'))} < 2`,
      for: '20s',
      severity: 'page' as const,
      summary: 'Tier {{ $labels.tier }}: {{ $value }} nodes can do their work, it takes two to spare one',
      impact: 'Nothing, until the next node fails; with 0 nodes, the site is down.',
      firstStep: 'npx cdktf deploy makes lost nodes anew. `systemctl --failed` on those that answer.',
    },
    redundant.includes(loadBalancer.role) && {
      name: 'LoadBalancerWithoutStandby',
      expression: `${ready(loadBalancer.role)} < 2`,
      for: '20s',
      severity: 'page' as const,
      summary: '{{ $value }} load balancers can do their work, it takes two to spare one',
      impact: 'Nothing, until the last one fails; then the site is down.',
      firstStep: 'npx cdktf deploy makes a lost one anew. `systemctl --failed` on those that answer.',
    },
    {
      name: 'ReservedIpUnheld',
      expression: 'max(site_reserved_ip_held) == 0',
      for: '30s',
      severity: 'page' as const,
      summary: 'No load balancer has the reserved IP',
      impact: 'The site is down.',
      firstStep: '`journalctl -u claim-reserved-ip` on the load balancers: the API says why it refuses.',
    },
    {
      name: 'FailoverUndecided',
      expression: 'sum(site_failover_master) != 1',
      for: '1m',
      severity: 'page' as const,
      summary: '{{ $value }} load balancers take themselves for the master',
      impact: 'The reserved IP may go back and forth, or stay with one that is lost.',
      firstStep: '`journalctl -u keepalived` on the load balancers: do they hear each other?',
    },
    {
      name: 'FailoverFlapping',
      expression: 'sum(changes(site_failover_master[15m])) > 8',
      for: '0s',
      severity: 'ticket' as const,
      summary: 'The load balancers have changed places {{ $value }} times in a quarter of an hour',
      impact: 'Each change may cost visitors a request.',
      firstStep: '`journalctl -u keepalived -u haproxy` on the load balancers: what ends on the master?',
    },
  ];
  return { name: 'tiers', alerts: alerts.filter((alert) => alert !== false) };
}
