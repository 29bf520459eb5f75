import { Access, type AccessProps } from '../../../../../constructs/droplet/access';
import { PrivateNetwork, type PrivateNetworkProps } from '../../../../../constructs/network/private-network';
import { TierFirewall, type TierFirewallProps } from '../../../../../constructs/network/tier-firewall';
import { ZONE_ID, newStack } from '../../synth';
import { KNOWN, REGION, VPC, ZONE, computed, rowsOf } from '../prop-row';

const network = (props: Partial<PrivateNetworkProps>) => {
  const stack = newStack();
  const right = { region: 'fra1', ipRange: '10.20.0.0/20', domain: 'int.foobar.com', zoneId: ZONE_ID };
  new PrivateNetwork(stack, 'net', { ...right, ...props });
  return stack;
};
const access = (props: Partial<AccessProps>) => {
  const stack = newStack();
  new Access(stack, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'], ...props });
  return stack;
};
const firewall = (props: Partial<TierFirewallProps>) => {
  const stack = newStack();
  new TierFirewall(stack, 'firewall', { name: 'web', tag: 'web', ipRange: '10.20.0.0/20', ...props });
  return stack;
};
const adminRange = (got: string) =>
  `hold ranges in CIDR form, got '${got}' (write them like '198.51.100.0/24', one address as '198.51.100.7/32')`;

export const networkRows = [
  ...rowsOf<PrivateNetworkProps>('PrivateNetworkProps', 'test/net', network, {
    region: { accepts: ['fra1', 'atl1', computed.text], refuses: [['fra2', REGION]] },
    ipRange: {
      accepts: ['10.0.0.0/16', '172.31.0.0/28', '192.168.4.0/24', computed.text],
      refuses: [
        ...['203.0.113.0/24', '10.20.0.1/20', '10.20.0.0', '172.32.0.0/20', 'fd00::/64'].map(
          (range) =>
            [
              range,
              `be a private IPv4 range, got '${range}' (write it like '10.20.0.0/20', with no bits set behind the prefix)`,
            ] as const,
        ),
        ...['10.0.0.0/15', '10.20.0.0/29'].map(
          (range) =>
            [
              range,
              `have a prefix from /16 to /28, got '${range}' (16 to 65,536 addresses is what DigitalOcean gives)`,
            ] as const,
        ),
      ],
    },
    domain: {
      accepts: ['int.foobar.com', 'a.b'],
      refuses: [
        ['int_foobar.com', "be a host name, got 'int_foobar.com' (write it like 'int.foobar.com')"],
        [computed.text, KNOWN],
      ],
    },
    vpcId: {
      accepts: ['5a4981aa-9653-4bd1-bef5-d6bff52042e4', computed.text],
      refuses: [['my-vpc', VPC]],
    },
    zoneId: { accepts: [ZONE_ID, computed.text], refuses: [['foobar.com', ZONE('foobar.com')]] },
    otherRanges: {
      accepts: [[], ['10.30.0.0/16', '2001:db8::/32', computed.text], computed.list],
      refuses: [
        [['office'], "hold ranges in CIDR form, got 'office' (write them like '10.30.0.0/16')"],
        [
          ['10.20.8.0/24'],
          "[test/net] 'ipRange' must stay apart from 10.20.8.0/24, got '10.20.0.0/20' (choose a range that no other network uses)",
        ],
      ],
    },
  }),
  ...rowsOf<AccessProps>('AccessProps', 'test/access', access, {
    sshKeys: {
      accepts: [['platform-team'], [computed.text]],
      refuses: [
        [[], 'name at least one key, got [] (add a key to the DigitalOcean account and write its name)'],
        [[' '], "hold names of keys, got ' ' (write them like 'platform-team')"],
        [['a', 'a'], "not repeat a value, got 'a' (name each once)"],
      ],
    },
    adminCidrs: {
      accepts: [['198.51.100.7/32', '2001:db8::/48'], [computed.text]],
      refuses: [
        [[], "hold at least one range, got [] (write your team's egress range, like '198.51.100.0/24')"],
        [['office'], adminRange('office')],
        [['198.51.100.7'], adminRange('198.51.100.7')],
        [['0.0.0.0/0'], "not admit the whole internet, got '0.0.0.0/0' (write your team's egress range)"],
        [['198.51.100.7/32', '198.51.100.7/32'], "not repeat a value, got '198.51.100.7/32' (name each once)"],
      ],
    },
  }),
  ...rowsOf<TierFirewallProps>('TierFirewallProps', 'test/firewall', firewall, {
    name: {
      accepts: ['int-foobar.com-web', computed.text],
      refuses: [['web_1', "be letters, digits, dots and hyphens, got 'web_1' (write it like 'int-foobar-com-web')"]],
    },
    tag: {
      accepts: ['int-foobar-com_web', 'a:b', computed.text],
      refuses: [['int.web', "be a tag, got 'int.web' (write it like 'int-foobar-com_web')"]],
    },
    outbound: {
      as: 'outbound.port',
      accepts: [[], [{ port: 587 }], [{ port: 5432, cidrs: [computed.text] }]],
      refuses: [[[{ port: 70000 }], 'be a whole number from 1 to 65535, got 70000 (use 1 to 65535)']],
    },
    ipRange: {
      accepts: ['10.20.0.0/20', computed.text],
      refuses: [['10.20.0.0', "be a range in CIDR form, got '10.20.0.0' (give PrivateNetwork.ipRange)"]],
    },
  }),
];
