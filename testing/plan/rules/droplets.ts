import type { PlanRule } from '../plan-rule';

/** Droplets. */
export const DROPLET_RULES: readonly PlanRule[] = [
  {
    name: 'droplet-rolled',
    types: ['digitalocean_droplet'],
    actions: ['create then destroy'],
    impact: 'rolling',
    reason: 'its successor is made first; the old one goes when that is ready',
  },
  {
    name: 'droplet-replaced',
    types: ['digitalocean_droplet'],
    actions: ['destroy then create'],
    impact: 'disruptive',
    reason: 'it is gone before its successor is there, with everything on its own disk; attached volumes stay',
  },
  {
    name: 'droplet-destroyed',
    types: ['digitalocean_droplet'],
    actions: ['destroy'],
    impact: 'disruptive',
    reason: 'it goes for good, with everything on its own disk; attached volumes stay',
  },
  {
    name: 'droplet-resized',
    types: ['digitalocean_droplet'],
    actions: ['update in place'],
    anyOf: ['size'],
    impact: 'disruptive',
    reason: 'it is powered off, resized and powered on again: half a minute and the boot',
  },
  {
    name: 'droplet-volumes-moved',
    types: ['digitalocean_droplet'],
    actions: ['update in place'],
    anyOf: ['volume_ids'],
    impact: 'disruptive',
    reason: 'volumes come and go while it runs: what uses one that goes stops',
  },
  {
    name: 'droplet-untagged',
    types: ['digitalocean_droplet'],
    actions: ['update in place'],
    anyOf: ['tags'],
    when: ({ before, after }) => !isSubset(before.tags, after.tags),
    impact: 'disruptive',
    reason: 'it loses tags, and with them the firewalls and load balancers that go by them',
  },
  {
    name: 'droplet-updated',
    types: ['digitalocean_droplet'],
    actions: ['update in place'],
    onlyOf: ['name', 'tags', 'backups', 'backup_policy', 'graceful_shutdown', 'resize_disk', 'ipv6'],
    impact: 'safe',
    reason: 'it goes on as it is',
  },
];

function isSubset(part: unknown, whole: unknown): boolean {
  return (Array.isArray(part) ? part : []).every((one) => Array.isArray(whole) && whole.includes(one));
}
