import type { PlanRule } from '../plan-rule';

/** Create-before-destroy is no help: it takes the tag from droplets that are not replaced. */
export const tagDestroyed: PlanRule = {
  name: 'tag-destroyed',
  types: ['digitalocean_tag'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'what goes by the tag, such as a firewall, loses its droplets',
};
