import { datedList } from '../dated-list';

/**
 * Regions where droplets, volumes, VPCs and reserved IPs can be had (docs.digitalocean.com/platform/regional-availability, 2026-11; some
 * are open only to accounts that are there already).
 */
export const REGIONS = datedList(
  ['ams3', 'atl1', 'blr1', 'fra1', 'lon1', 'nyc1', 'nyc2', 'nyc3', 'sfo2', 'sfo3', 'sgp1', 'syd1', 'tor1'],
  '2026-11',
  'fra1',
);
