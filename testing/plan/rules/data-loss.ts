import { GONE, type PlanRule } from '../plan-rule';

/** Resource types whose objects hold data that is nowhere else. A database's users and replicas count: their passwords and what only they have. */
const HOLDS_DATA = [
  'digitalocean_volume',
  'digitalocean_volume_snapshot',
  'digitalocean_droplet_snapshot',
  'digitalocean_database_cluster',
  'digitalocean_database_db',
  'digitalocean_database_user',
  'digitalocean_database_replica',
  'digitalocean_spaces_bucket',
  'digitalocean_spaces_bucket_object',
];

/** What loses data. */
export const DATA_LOSS_RULES: readonly PlanRule[] = [
  // What holds data takes it along. A new one in its place is empty, whichever comes first.
  {
    name: 'data-destroyed',
    types: HOLDS_DATA,
    actions: GONE,
    impact: 'data loss',
    reason: 'it goes with all data in it',
  },
  {
    name: 'zone-destroyed',
    types: ['cloudflare_zone', 'digitalocean_domain'],
    actions: GONE,
    impact: 'data loss',
    reason: 'all its records go with it, also those that others made',
  },
  // The apply itself loses nothing any more; yet somebody must know before an empty disk is put in place of a full one.
  {
    name: 'data-vanished',
    types: HOLDS_DATA,
    actions: ['create'],
    when: ({ vanished }) => vanished,
    impact: 'data loss',
    reason: 'it was deleted outside of Terraform: what takes its place is empty, so look for a backup first',
  },
  {
    name: 'bucket-expires',
    types: ['digitalocean_spaces_bucket'],
    actions: ['update in place'],
    anyOf: ['lifecycle_rule'],
    impact: 'data loss',
    reason: 'objects that the new lifecycle rules match are deleted',
  },
];
