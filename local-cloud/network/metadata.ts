import { RESOLVER_ADDRESS } from '../addresses';
import type { DropletSpec, NetworkState } from '../runtime';
import { ANCHOR_GATEWAY, PUBLIC_GATEWAY, gatewayOf, placeOf } from './topology';

/** What DigitalOcean's metadata service answers one droplet at /metadata/v1.json. */
export function metadataOf(droplet: DropletSpec, state: NetworkState) {
  const place = placeOf(droplet);
  const vpc = gatewayOf(state.vpcs.find(({ id }) => id === droplet.vpcId)!.cidr);
  const reserved = state.reservedIps.find(({ dropletId }) => dropletId === droplet.id);
  const reservedIp = { ipv4: reserved ? { active: true, ip_address: reserved.ip } : { active: false } };
  return {
    droplet_id: droplet.id,
    hostname: droplet.name,
    user_data: droplet.userData,
    vendor_data: '',
    public_keys: droplet.sshKeys,
    region: droplet.region,
    tags: droplet.tags,
    features: { dhcp_enabled: false },
    dns: { nameservers: [RESOLVER_ADDRESS] },
    interfaces: {
      public: [
        {
          type: 'public',
          mac: place.publicMac,
          ipv4: { ip_address: droplet.publicIp, netmask: '255.255.255.0', gateway: PUBLIC_GATEWAY },
          anchor_ipv4: { ip_address: place.anchor, netmask: '255.255.0.0', gateway: ANCHOR_GATEWAY },
        },
      ],
      private: [
        {
          type: 'private',
          mac: place.privateMac,
          ipv4: { ip_address: droplet.privateIp, netmask: vpc.netmask, gateway: vpc.address },
        },
      ],
    },
    reserved_ip: reservedIp,
    floating_ip: reservedIp,
  };
}

type Tree = { [key: string]: Tree | string };

/** The same as a tree of text, one path a value: /metadata/v1/interfaces/private/0/ipv4/address. */
function treeOf(droplet: DropletSpec, state: NetworkState): Tree {
  const all = metadataOf(droplet, state);
  const address = (ip: { ip_address: string; netmask: string; gateway: string }) => ({
    address: ip.ip_address,
    netmask: ip.netmask,
    gateway: ip.gateway,
  });
  const [pub, priv] = [all.interfaces.public[0]!, all.interfaces.private[0]!];
  const holds = all.reserved_ip.ipv4.ip_address;
  const reserved: Tree = { ipv4: { active: String(all.reserved_ip.ipv4.active), ...(holds && { ip_address: holds }) } };
  return {
    id: String(all.droplet_id),
    hostname: all.hostname,
    'user-data': all.user_data,
    'vendor-data': all.vendor_data,
    'public-keys': all.public_keys.join('\n'),
    region: all.region,
    tags: all.tags.join('\n'),
    features: { dhcp_enabled: String(all.features.dhcp_enabled) },
    dns: { nameservers: all.dns.nameservers.join('\n') },
    interfaces: {
      public: { '0': { mac: pub.mac, type: pub.type, ipv4: address(pub.ipv4), anchor_ipv4: address(pub.anchor_ipv4) } },
      private: { '0': { mac: priv.mac, type: priv.type, ipv4: address(priv.ipv4) } },
    },
    reserved_ip: reserved,
    floating_ip: reserved,
  };
}

/** Answers a request by the address it came from; undefined is 404. */
export function answerMetadata(
  url: string,
  from: string,
  state: NetworkState,
): { type: string; body: string } | undefined {
  const droplet = state.droplets.find((one) => {
    const place = placeOf(one);
    return [one.publicIp, one.privateIp, place.anchor, place.linkLocal].includes(from);
  });
  const path = url.replace(/\?.*/, '').split('/').filter(Boolean);
  if (!droplet || path[0] !== 'metadata') return undefined;
  if (path[1] === 'v1.json' && path.length === 2) {
    return { type: 'application/json', body: JSON.stringify(metadataOf(droplet, state)) };
  }
  if (path[1] !== 'v1') return undefined;
  let node: Tree | string | undefined = treeOf(droplet, state);
  for (const part of path.slice(2)) node = typeof node === 'object' ? node[part] : undefined;
  if (node === undefined) return undefined;
  const body =
    typeof node === 'string'
      ? node
      : Object.entries(node)
          .map(([key, value]) => (typeof value === 'object' ? `${key}/` : key))
          .join('\n');
  return { type: 'text/plain; charset=utf-8', body };
}
