import type { PlanRule } from '../plan-rule';

/** The provider has no request to delete a setting with (5.14). */
export const settingLeft: PlanRule = {
  name: 'setting-left',
  types: ['cloudflare_zone_setting'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'safe',
  reason: "Cloudflare keeps the zone's setting as it is when Terraform lets go of it",
};
