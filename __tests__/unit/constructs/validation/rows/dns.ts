import { CloudflareProxy, type CloudflareProxyProps } from '../../../../../constructs/dns/cloudflare-proxy';
import { EdgePool, type EdgePoolOptions, type EdgePoolProps } from '../../../../../constructs/dns/edge-pool';
import { SiteRecords, type SiteRecordsProps } from '../../../../../constructs/dns/site-records';
import { Zone, type ZoneProps } from '../../../../../constructs/dns/zone';
import { ZONE_ID, newStack } from '../../synth';
import { KNOWN, ZONE, computed, hostNames, rowsOf, wholeNumber } from '../prop-row';

const zone = (props: Partial<ZoneProps>) => {
  const stack = newStack();
  new Zone(stack, 'zone', { name: 'foobar.com', ...props });
  return stack;
};
const proxy = (props: Partial<CloudflareProxyProps>) => {
  const stack = newStack();
  new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID, ...props });
  return stack;
};
const records = (props: Partial<SiteRecordsProps>) => {
  const stack = newStack();
  const right = { zoneId: ZONE_ID, hostNames: ['www.foobar.com'], addresses: ['203.0.113.1'] };
  new SiteRecords(stack, 'records', { ...right, ...props });
  return stack;
};
const pool = (props: Partial<EdgePoolProps>) => {
  const stack = newStack();
  new EdgePool(stack, 'pool', {
    accountId: 'f'.repeat(32),
    zoneId: ZONE_ID,
    zoneName: 'foobar.com',
    hostNames: ['www.foobar.com'],
    origins: { 'lb-1': '203.0.113.1' },
    ...props,
  });
  return stack;
};
const zoneId = { accepts: [ZONE_ID, computed.text], refuses: [['zone', ZONE('zone')] as const] };
const zoneIds = {
  accepts: [{}, { 'www.foobar.com': ZONE_ID }, { 'www.foobar.com': computed.text }],
  refuses: [[{ 'foobar.de': ZONE_ID }, "hold names of 'hostNames', got 'foobar.de' (leave it out)"] as const],
};
const NO_ADDRESS = "hold IPv4 addresses, got '203.0.113.0/24' (give LoadBalancer.addresses)";
const NO_NAME = "name the site, got [] (write ['www.foobar.com'])";
const TWICE = "not repeat a value, got 'www.foobar.com' (name each once)";

export const dnsRows = [
  ...rowsOf<ZoneProps>('ZoneProps', 'test/zone', zone, {
    name: {
      accepts: ['foobar.com', 'foobar.co.uk', computed.text],
      refuses: [
        ['foobar', "be a host name, got 'foobar' (write it like 'foobar.com')"],
        ['FooBar.com', "be a host name, got 'FooBar.com' (write it as 'foobar.com')"],
      ],
    },
  }),
  ...rowsOf<CloudflareProxyProps>('CloudflareProxyProps', 'test/proxy', proxy, {
    zoneId,
    otherZoneIds: {
      as: "otherZoneIds['foobar.de']",
      accepts: [{}, { 'foobar.de': ZONE_ID }, { 'foobar.de': computed.text }],
      refuses: [[{ 'foobar.de': 'zone' }, ZONE('zone')]],
    },
    originPullCa: {
      accepts: ['-----BEGIN CERTIFICATE-----\nMII', computed.text],
      refuses: [
        ['ca.pem', "be a certificate in PEM, got 'ca.pem' (give CloudflareProxy.originPullCa of the other stack)"],
      ],
    },
  }),
  ...rowsOf<SiteRecordsProps>('SiteRecordsProps', 'test/records', records, {
    zoneId,
    hostNames: {
      accepts: [['foobar.com', 'www.foobar.com']],
      refuses: [
        [[], NO_NAME],
        [['*.foobar.com'], hostNames('*.foobar.com')],
        [['www.foobar.com', 'www.foobar.com'], TWICE],
        [[computed.text], KNOWN],
      ],
    },
    zoneIds,
    addresses: {
      accepts: [['203.0.113.1', '203.0.113.2'], [computed.text]],
      refuses: [
        [[], 'hold an address, got [] (give the load balancers)'],
        [['203.0.113.0/24'], NO_ADDRESS],
        [['203.0.113.1', '203.0.113.1'], "not repeat a value, got '203.0.113.1' (name each once)"],
      ],
    },
  }),
  ...rowsOf<EdgePoolProps>('EdgePoolProps', 'test/pool', pool, {
    zoneId,
    zoneName: {
      accepts: ['foobar.com', computed.text],
      refuses: [['foobar', "be a host name, got 'foobar' (write it like 'foobar.com')"]],
    },
    hostNames: {
      accepts: [['foobar.com', 'www.foobar.com']],
      refuses: [
        [[], NO_NAME],
        [['www'], hostNames('www')],
        [['www.foobar.com', 'www.foobar.com'], TWICE],
        [[computed.text, 'www.foobar.com'], KNOWN],
      ],
    },
    zoneIds,
    origins: {
      accepts: [{ 'lb-1': '203.0.113.1', 'lb-2': computed.text }],
      refuses: [
        [{}, "hold a load balancer, got {} (write { 'lb-1': address })"],
        [{ 'lb-1': '203.0.113.0/24' }, NO_ADDRESS],
      ],
    },
  }),
  ...rowsOf<EdgePoolOptions>('EdgePoolOptions', 'test/pool', pool, {
    accountId: {
      accepts: ['0'.repeat(32), computed.text],
      refuses: [
        [
          'me',
          "be the id of a Cloudflare account, got 'me' (copy its 32 hexadecimal digits from the dashboard's address)",
        ],
      ],
    },
    checkInterval: wholeNumber(5, 3600),
    checkRegions: {
      accepts: [['WEU', 'ENAM'], [computed.text]],
      refuses: [
        [[], "name a region, got [] (write ['WEU'])"],
        [
          ['EU'],
          "be a known value, got 'EU' (use one of WNAM, ENAM, NSAM, SSAM, WEU, EEU, ME, NAF, SAF, SAS, SEAS, NEAS, OC, ALL_REGIONS)",
        ],
      ],
    },
  }),
];
