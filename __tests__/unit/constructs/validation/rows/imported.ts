/** What somebody else has made, by its attributes. */
import { CloudflareProxy, type ProxyAttributes } from '../../../../../constructs/dns/cloudflare-proxy';
import { Access, type AccessAttributes } from '../../../../../constructs/droplet/access';
import { DropletGroup } from '../../../../../constructs/droplet/droplet-group';
import type { TierAttributes } from '../../../../../constructs/droplet/imported-tier';
import { PrivateNetwork, type NetworkAttributes } from '../../../../../constructs/network/private-network';
import { ZONE_ID, newSite, newStack } from '../../synth';
import { KNOWN, VPC, computed, role, rowsOf, wholeNumber } from '../prop-row';

const network = (attributes: Partial<NetworkAttributes>) => {
  const stack = newStack();
  PrivateNetwork.fromNetworkAttributes(stack, 'net', {
    region: 'fra1',
    ipRange: '10.20.0.0/20',
    domain: 'int.foobar.com',
    zoneId: ZONE_ID,
    vpcId: computed.text,
    ...attributes,
  });
  return stack;
};
const access = (attributes: Partial<AccessAttributes>) => {
  const stack = newStack();
  const right = { sshKeyFingerprints: [computed.text], adminCidrs: ['198.51.100.0/24'] };
  Access.fromAccessAttributes(stack, 'access', { ...right, ...attributes });
  return stack;
};
const proxy = (attributes: Partial<ProxyAttributes>) => {
  const stack = newStack();
  CloudflareProxy.fromProxyAttributes(stack, 'proxy', { ranges: ['203.0.113.0/24'], ...attributes });
  return stack;
};
const tier = (attributes: Partial<TierAttributes>) => {
  const { stack, network } = newSite();
  DropletGroup.fromTierAttributes(stack, 'cache', { network, role: 'cache', nodes: 2, ...attributes });
  return stack;
};

export const importedRows = [
  ...rowsOf<NetworkAttributes>('NetworkAttributes', 'test/net', network, {
    vpcId: { accepts: ['5a4981aa-9653-4bd1-bef5-d6bff52042e4', computed.text], refuses: [['my-vpc', VPC]] },
  }),
  ...rowsOf<AccessAttributes>('AccessAttributes', 'test/access', access, {
    sshKeyFingerprints: {
      accepts: [['3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45', computed.text], computed.list],
      refuses: [[[], 'name at least one key, got [] (`doctl compute ssh-key list` shows them)']],
    },
    adminCidrs: {
      accepts: [['198.51.100.7/32', computed.text]],
      refuses: [
        [[], "hold at least one range, got [] (write your team's egress range, like '198.51.100.0/24')"],
        [['0.0.0.0/0'], "not admit the whole internet, got '0.0.0.0/0' (write your team's egress range)"],
      ],
    },
  }),
  ...rowsOf<ProxyAttributes>('ProxyAttributes', 'test/proxy', proxy, {
    ranges: {
      accepts: [['203.0.113.0/24', '2001:db8::/32', computed.text], computed.list],
      refuses: [
        [[], "hold a range, got [] (write them like '198.51.100.0/24')"],
        [['203.0.113.7'], "hold ranges in CIDR form, got '203.0.113.7' (write them like '198.51.100.0/24')"],
      ],
    },
    clientAddressHeader: {
      accepts: ['True-Client-IP'],
      refuses: [
        ['a header', "be the name of a header, got 'a header' (write it like 'CF-Connecting-IP')"],
        [computed.text, KNOWN],
      ],
    },
    originPullCa: {
      accepts: ['-----BEGIN CERTIFICATE-----\nMII', computed.text],
      refuses: [['ca.pem', "be a certificate in PEM, got 'ca.pem' (give the CA's certificate, not its path)"]],
    },
  }),
  ...rowsOf<TierAttributes>('TierAttributes', 'test/cache', tier, { role, nodes: wholeNumber(1, 99) }),
];
