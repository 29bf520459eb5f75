import type { PlanRule } from '../plan-rule';

/** Create-before-destroy is no help: a volume that is attached cannot be attached again (422). */
export const volumeDetached: PlanRule = {
  name: 'volume-detached',
  types: ['digitalocean_volume_attachment'],
  actions: ['destroy', 'destroy then create', 'create then destroy'],
  impact: 'disruptive',
  reason: 'the volume leaves the droplet: what runs on it stops; its data stays',
};
