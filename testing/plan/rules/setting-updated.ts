import type { PlanRule } from '../plan-rule';

export const settingUpdated: PlanRule = {
  name: 'setting-updated',
  types: ['cloudflare_zone_setting', 'cloudflare_ruleset'],
  actions: ['update in place'],
  impact: 'safe',
  reason: 'it holds at once, and connections go on',
};
