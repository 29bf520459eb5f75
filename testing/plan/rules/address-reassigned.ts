import type { PlanRule } from '../plan-rule';

export const addressReassigned: PlanRule = {
  name: 'address-reassigned',
  types: ['digitalocean_reserved_ip'],
  actions: ['update in place'],
  impact: 'disruptive',
  reason: 'the address leaves the droplet that has it, and with it every connection',
};
