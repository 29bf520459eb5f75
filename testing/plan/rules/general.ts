import { GONE, type PlanRule } from '../plan-rule';

/** What is the same for every resource, and what only watches. */
export const FIRST_RULES: readonly PlanRule[] = [
  {
    name: 'unchanged',
    actions: ['none', 'read'],
    impact: 'no change',
    reason: 'nothing happens to it in the cloud',
  },
  {
    name: 'forgotten',
    actions: ['forget'],
    impact: 'safe',
    reason: 'Terraform lets go of it; it stays in the cloud as it is, and is paid for',
  },
  {
    name: 'watch-changed',
    types: [
      'digitalocean_monitor_alert',
      'digitalocean_uptime_check',
      'digitalocean_uptime_alert',
      'cloudflare_healthcheck',
      'cloudflare_notification_policy',
      'cloudflare_load_balancer_monitor',
    ],
    actions: ['update in place', ...GONE],
    impact: 'safe',
    reason: 'it only watches: visitors notice nothing, but look that somebody is still told',
  },
];

/** What no rule before has judged. */
export const LAST_RULES: readonly PlanRule[] = [
  {
    name: 'created',
    actions: ['create'],
    impact: 'safe',
    reason: 'it is new: nothing that runs is touched',
  },
  {
    name: 'gate-repeated',
    types: ['terraform_data', 'null_resource'],
    actions: ['update in place', ...GONE],
    impact: 'safe',
    reason: 'it serves nobody: only its provisioners run again',
  },
  {
    name: 'unknown-updated',
    actions: ['update in place'],
    impact: 'disruptive',
    reason: 'no rule knows what this does in place: look it up, or give a rule of your own',
  },
  {
    name: 'unknown-destroyed',
    actions: GONE,
    impact: 'data loss',
    reason: 'no rule knows what it holds: look it up, or give a rule of your own',
  },
  {
    name: 'left-behind',
    actions: ['create then forget'],
    impact: 'disruptive',
    reason: 'a new one takes its place without what the old one has; the old one stays, outside of Terraform',
  },
  {
    name: 'unfamiliar-action',
    actions: ['unfamiliar'],
    impact: 'data loss',
    reason: 'this Terraform does something that no rule knows: look it up, or use a newer cdktf-web-infrastructure',
  },
];
