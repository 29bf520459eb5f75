import type { PlanRule } from '../plan-rule';
import { weakensProtection } from '../protection';

export const protectionWeakened: PlanRule = {
  name: 'protection-weakened',
  types: [
    'cloudflare_zone_setting',
    'cloudflare_dns_record',
    'cloudflare_authenticated_origin_pulls_settings',
    'cloudflare_load_balancer',
    'digitalocean_spaces_bucket',
  ],
  actions: ['update in place'],
  when: weakensProtection,
  impact: 'less secure',
  reason: 'a setting protects the site less than before',
};
