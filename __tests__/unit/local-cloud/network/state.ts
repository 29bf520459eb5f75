import type { DropletSpec, NetworkState } from '../../../../local-cloud/runtime';

export function droplet(id: number, name: string, lastByte: number, tags: string[], vpcId = 'vpc-1'): DropletSpec {
  const vpc = vpcId === 'vpc-1' ? '10.20.0' : '10.30.0';
  return {
    ...{ id, name: `${name}.int.foobar.com`, region: 'fra1', image: 'ubuntu-24-04-x64', vpcId, tags },
    ...{ vcpus: 1, memoryMb: 1024, diskGb: 25, userData: `#cloud-config\n# ${name}\n`, sshKeys: ['ssh-ed25519 AAAA'] },
    ...{ publicIp: `203.0.113.${lastByte}`, privateIp: `${vpc}.${lastByte}` },
  };
}

/** A load balancer with the reserved IP, a web server behind it, and a stranger without a firewall in another VPC. */
export const STATE: NetworkState = {
  vpcs: [
    { id: 'vpc-1', cidr: '10.20.0.0/20' },
    { id: 'vpc-2', cidr: '10.30.0.0/24' },
  ],
  droplets: [
    droplet(1001, 'lb-1', 2, ['lb']),
    droplet(1002, 'web-1', 3, ['web']),
    droplet(1003, 'stranger', 4, [], 'vpc-2'),
  ],
  firewalls: [
    {
      id: 'lb',
      dropletIds: [],
      tags: ['lb'],
      inbound: [
        {
          protocol: 'tcp',
          ports: { first: 443, last: 443 },
          peers: { addresses: ['192.0.2.0/24', '2001:db8::/32'], dropletIds: [], tags: [] },
        },
      ],
      outbound: [{ protocol: 'tcp', ports: null, peers: { addresses: ['0.0.0.0/0'], dropletIds: [], tags: [] } }],
    },
    {
      id: 'web',
      dropletIds: [1002],
      tags: [],
      inbound: [
        { protocol: 'tcp', ports: { first: 8000, last: 8080 }, peers: { addresses: [], dropletIds: [], tags: ['lb'] } },
        { protocol: 'icmp', ports: null, peers: { addresses: [], dropletIds: [1001], tags: [] } },
      ],
      outbound: [],
    },
  ],
  reservedIps: [
    { ip: '203.0.113.200', dropletId: 1001 },
    { ip: '203.0.113.201', dropletId: null },
  ],
  zones: [
    {
      name: 'foobar.com',
      records: [
        { name: 'www.foobar.com', type: 'A', content: '203.0.113.200', ttl: 1, proxied: true },
        { name: 'web.int.foobar.com', type: 'A', content: '10.20.0.3', ttl: 60, proxied: false },
        { name: 'web.int.foobar.com', type: 'A', content: '10.20.0.9', ttl: 60, proxied: false },
        { name: 'alias.foobar.com', type: 'CNAME', content: 'web.int.foobar.com', ttl: 1, proxied: false },
        { name: 'foobar.com', type: 'TXT', content: '"v=spf1 -all"', ttl: 1, proxied: false },
      ],
      edge: { ssl: 'strict', minTlsVersion: '1.2', alwaysUseHttps: true, originPull: null, hsts: null },
    },
  ],
  originCa: '',
};
