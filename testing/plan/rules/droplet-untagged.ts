import type { PlanRule } from '../plan-rule';

export const dropletUntagged: PlanRule = {
  name: 'droplet-untagged',
  types: ['digitalocean_droplet'],
  actions: ['update in place'],
  anyOf: ['tags'],
  when: ({ before, after }) => !isSubset(before.tags, after.tags),
  impact: 'disruptive',
  reason: 'it loses tags, and with them the firewalls and load balancers that go by them',
};

function isSubset(part: unknown, whole: unknown): boolean {
  return (Array.isArray(part) ? part : []).every((one) => Array.isArray(whole) && whole.includes(one));
}
