import type { PlanRule } from '../plan-rule';

export const watchChanged: PlanRule = {
  name: 'watch-changed',
  types: [
    'digitalocean_monitor_alert',
    'digitalocean_uptime_check',
    'digitalocean_uptime_alert',
    'cloudflare_healthcheck',
    'cloudflare_notification_policy',
    'cloudflare_load_balancer_monitor',
  ],
  actions: ['update in place', 'destroy', 'destroy then create', 'create then destroy'],
  impact: 'safe',
  reason: 'it only watches: visitors notice nothing, but look that somebody is still told',
};
