import type { PlanRule } from '../plan-rule';

export const rulesetDestroyed: PlanRule = {
  name: 'ruleset-destroyed',
  types: ['cloudflare_ruleset'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'what it refused or rewrote goes through as it comes',
};
