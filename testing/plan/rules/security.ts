import { closesPublishedPort, opensToEverybody, widensAccess } from '../access';
import type { PlanRule } from '../plan-rule';
import { weakensProtection } from '../protection';

/** What lets more in, or protects less. */
export const SECURITY_RULES: readonly PlanRule[] = [
  {
    name: 'protection-weakened',
    types: [
      'cloudflare_zone_setting',
      'cloudflare_dns_record',
      'cloudflare_authenticated_origin_pulls_settings',
      'cloudflare_load_balancer',
      'cloudflare_ruleset',
      'digitalocean_spaces_bucket',
    ],
    actions: ['update in place'],
    when: weakensProtection,
    impact: 'less secure',
    reason: 'a setting protects the site less than before',
  },
  {
    name: 'access-opened',
    types: ['digitalocean_firewall'],
    actions: ['create'],
    when: opensToEverybody,
    impact: 'less secure',
    reason: "everybody may connect to a port that is not a web site's",
  },
  {
    name: 'access-widened',
    types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
    actions: ['update in place'],
    when: widensAccess,
    impact: 'less secure',
    reason: 'addresses may connect that could not before: look at each of them',
  },
  {
    name: 'port-closed',
    types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
    actions: ['update in place'],
    when: closesPublishedPort,
    impact: 'disruptive',
    reason: 'a port that addresses could reach is closed to all of them',
  },
];
