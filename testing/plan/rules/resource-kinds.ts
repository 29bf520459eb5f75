/** Resource types whose objects hold data that is nowhere else. A database's users and replicas count: their passwords and what only they have. */
export const HOLDS_DATA = [
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

/** Certificates that an authority revokes, or a service forgets, when the resource is destroyed. */
export const CERTIFICATES = [
  'cloudflare_origin_ca_certificate',
  'cloudflare_authenticated_origin_pulls_certificate',
  'digitalocean_certificate',
];
