import { GONE, type PlanRule } from '../plan-rule';

/** Firewalls, tags, networks, reserved addresses. */
export const NETWORK_RULES: readonly PlanRule[] = [
  {
    name: 'firewall-moved',
    types: ['digitalocean_firewall'],
    actions: ['update in place'],
    anyOf: ['tags', 'droplet_ids'],
    impact: 'disruptive',
    reason: 'droplets come under it or leave it: some may stand open, or be cut off',
  },
  {
    name: 'firewall-updated',
    types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
    actions: ['update in place'],
    impact: 'safe',
    reason: 'the new rules hold at once, and droplets go on',
  },
  {
    name: 'firewall-destroyed',
    types: ['digitalocean_firewall', 'digitalocean_database_firewall'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'until another one is there, nothing is closed that it closed',
  },
  // Create-before-destroy is no help: it takes the tag from droplets that are not replaced.
  {
    name: 'tag-destroyed',
    types: ['digitalocean_tag'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'what goes by the tag, such as a firewall, loses its droplets',
  },
  {
    name: 'network-destroyed',
    types: ['digitalocean_vpc'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'everything in it must leave it, and gets other addresses',
  },
  {
    name: 'address-released',
    types: ['digitalocean_reserved_ip', 'digitalocean_reserved_ipv6'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'the address goes back to DigitalOcean and cannot be had again; names that point to it lead nowhere',
  },
  {
    name: 'address-moved',
    types: ['digitalocean_reserved_ip_assignment', 'digitalocean_reserved_ipv6_assignment'],
    actions: ['create then destroy'],
    impact: 'rolling',
    reason: 'the address goes from one droplet to the other in one step; connections that are open break',
  },
  {
    name: 'address-unassigned',
    types: ['digitalocean_reserved_ip_assignment', 'digitalocean_reserved_ipv6_assignment'],
    actions: ['destroy', 'destroy then create'],
    impact: 'disruptive',
    reason: 'nobody has the address for a while, or for good',
  },
  {
    name: 'address-reassigned',
    types: ['digitalocean_reserved_ip'],
    actions: ['update in place'],
    impact: 'disruptive',
    reason: 'the address leaves the droplet that has it, and with it every connection',
  },
  {
    name: 'labels-updated',
    types: ['digitalocean_vpc', 'digitalocean_ssh_key', 'digitalocean_project', 'digitalocean_project_resources'],
    actions: ['update in place'],
    onlyOf: ['name', 'description', 'purpose', 'environment', 'is_default', 'resources'],
    impact: 'safe',
    reason: 'only what people call it changes, or where it is listed',
  },
  {
    name: 'ssh-key-replaced',
    types: ['digitalocean_ssh_key'],
    actions: GONE,
    impact: 'safe',
    reason: 'droplets that run keep the keys that they were made with',
  },
];
