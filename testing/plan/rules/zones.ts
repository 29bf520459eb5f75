import { GONE, type PlanRule } from '../plan-rule';

/** Cloudflare: records, settings, pools. */
export const ZONE_RULES: readonly PlanRule[] = [
  {
    name: 'record-updated',
    types: ['cloudflare_dns_record', 'digitalocean_record'],
    actions: ['update in place'],
    onlyOf: [
      'content',
      'value',
      'ttl',
      'priority',
      'comment',
      'tags',
      'comment_modified_on',
      'tags_modified_on',
      'modified_on',
    ],
    impact: 'rolling',
    reason: 'callers follow when they ask for the name again: what the old value names must answer until then',
  },
  {
    name: 'record-renamed',
    types: ['cloudflare_dns_record', 'digitalocean_record'],
    actions: ['update in place'],
    impact: 'disruptive',
    reason: 'the old name is gone, or leads another way, at once',
  },
  {
    name: 'record-rolled',
    types: ['cloudflare_dns_record', 'digitalocean_record'],
    actions: ['create then destroy'],
    impact: 'rolling',
    reason: 'the new record is there before the old one goes',
  },
  {
    name: 'record-destroyed',
    types: ['cloudflare_dns_record', 'digitalocean_record'],
    actions: ['destroy', 'destroy then create'],
    impact: 'disruptive',
    reason:
      'there is no such record for a while, or for good; resolvers that ask now remember that for up to half an hour',
  },
  {
    name: 'setting-updated',
    types: ['cloudflare_zone_setting', 'cloudflare_ruleset'],
    actions: ['update in place'],
    impact: 'safe',
    reason: 'it holds at once, and connections go on',
  },
  // The provider has no request to delete a setting with (5.14).
  {
    name: 'setting-left',
    types: ['cloudflare_zone_setting'],
    actions: GONE,
    impact: 'safe',
    reason: "Cloudflare keeps the zone's setting as it is when Terraform lets go of it",
  },
  {
    name: 'origin-pulls-switched',
    types: ['cloudflare_authenticated_origin_pulls_settings', 'cloudflare_authenticated_origin_pulls'],
    actions: ['update in place', ...GONE],
    impact: 'disruptive',
    reason: 'load balancers that ask for the client certificate refuse Cloudflare while it shows none',
  },
  {
    name: 'pool-updated',
    types: ['cloudflare_load_balancer', 'cloudflare_load_balancer_pool'],
    actions: ['update in place'],
    impact: 'rolling',
    reason: 'new visitors go by it at once, visitors under way are not moved',
  },
  {
    name: 'pool-destroyed',
    types: ['cloudflare_load_balancer', 'cloudflare_load_balancer_pool'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'it sends nobody anywhere any more: names that it answered for lead nowhere, or the old way',
  },
  {
    name: 'ruleset-destroyed',
    types: ['cloudflare_ruleset'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'what it refused or rewrote goes through as it comes',
  },
];
