import { GONE, type PlanRule } from '../plan-rule';

/** Buckets and volumes. */
export const STORAGE_RULES: readonly PlanRule[] = [
  {
    name: 'bucket-updated',
    types: ['digitalocean_spaces_bucket'],
    actions: ['update in place'],
    onlyOf: ['acl', 'cors_rule', 'force_destroy'],
    impact: 'safe',
    reason: 'its objects stay',
  },
  {
    name: 'volume-grown',
    types: ['digitalocean_volume'],
    actions: ['update in place'],
    onlyOf: ['size', 'tags'],
    impact: 'safe',
    reason: 'it grows while it is in use; the file system on it must be grown afterwards',
  },
  // Create-before-destroy is no help: a volume that is attached cannot be attached again (422).
  {
    name: 'volume-detached',
    types: ['digitalocean_volume_attachment'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'the volume leaves the droplet: what runs on it stops; its data stays',
  },
];
