import { CloudflareProxy } from '../../../../../constructs/dns/cloudflare-proxy';
import {
  Backend,
  type BackendOptions,
  type NamedBackendOptions,
} from '../../../../../constructs/load-balancer/backend';
import { Failover } from '../../../../../constructs/load-balancer/failover/failover';
import type { ReservedIpOptions } from '../../../../../constructs/load-balancer/failover/reserved-ip-failover';
import { LoadBalancer, type LoadBalancerProps } from '../../../../../constructs/load-balancer/load-balancer';
import { TIMEOUT_RANGES, type HttpTimeouts } from '../../../../../constructs/http/timeouts';
import { LIMIT_RANGES, type RequestLimits } from '../../../../../constructs/load-balancer/request-limits';
import {
  TrafficPolicy,
  type ActivePassiveOptions,
  type BalancedOptions,
} from '../../../../../constructs/load-balancer/traffic-policy';
import type { AcmeOptions } from '../../../../../constructs/tls/acme-certificate';
import type { CloudflareOriginOptions } from '../../../../../constructs/tls/cloudflare-origin-certificate';
import type { ServerTls } from '../../../../../constructs/tls/tier-tls';
import { TlsCertificate } from '../../../../../constructs/tls/tls-certificate';
import { ZONE_ID, newSite } from '../../synth';
import { KNOWN, hostNames, rowsOf, someNodes, wholeNumber, computed, role, size } from '../prop-row';

const NAMES = { tierName: 'web.int.foobar.com', nodeNames: ['web-1.int.foobar.com', 'web-2.int.foobar.com'] };

const PEM = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

const balancer = (props: Partial<LoadBalancerProps>) => {
  const { stack, network, access } = newSite();
  new LoadBalancer(stack, 'lb', {
    network,
    access,
    hostNames: ['www.foobar.com'],
    backend: Backend.named({ ...NAMES, port: 8080 }),
    failover: Failover.edge(),
    certificate: TlsCertificate.cloudflareOrigin(),
    proxy: new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID }),
    ...props,
  });
  return stack;
};
const backend = (one: Partial<NamedBackendOptions>) =>
  balancer({ backend: Backend.named({ ...NAMES, port: 8080, ...one }) });
const reservedIp = (one: Partial<ReservedIpOptions>) =>
  balancer({ failover: Failover.reservedIp({ token: computed.text, ...one }) });
const limits = (one: RequestLimits) => balancer({ limits: one });
const acme = (one: Partial<AcmeOptions>) =>
  balancer({ certificate: TlsCertificate.acme({ email: 'a@foobar.com', dnsToken: computed.text, ...one }) });
const origin = (one: CloudflareOriginOptions) => balancer({ certificate: TlsCertificate.cloudflareOrigin(one) });

const as = (name: string, of: ReturnType<typeof wholeNumber>) => ({ as: name, ...of });
const NO_SECRET = ['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"] as const;
const url = (got: string, like: string) => [got, `be a URL, got '${got}' (write it like '${like}')`] as const;

export const loadBalancerRows = [
  ...rowsOf<LoadBalancerProps>('LoadBalancerProps', 'test/lb', balancer, {
    role: { at: 'test/lb/nodes', ...role },
    hostNames: {
      accepts: [['www.foobar.com', 'foobar.com']],
      refuses: [
        [[], "name the site, got [] (write ['www.foobar.com'])"],
        [['www.foobar.com:443'], hostNames('www.foobar.com:443')],
        [['www.foobar.com', 'www.foobar.com'], "not repeat a value, got 'www.foobar.com' (name each once)"],
        [[computed.text], KNOWN],
      ],
    },
    redirects: {
      accepts: [[], ['foobar.com', 'foobar.de']],
      refuses: [
        [['*.foobar.com'], "hold host names, got '*.foobar.com' (write them like 'foobar.com')"],
        [['foobar.com', 'foobar.com'], "not repeat a value, got 'foobar.com' (name each once)"],
        [
          ['www.foobar.com'],
          "hold no name that is served, got 'www.foobar.com' (leave it out, or take it out of 'hostNames')",
        ],
        [[computed.text], KNOWN],
      ],
    },
    nodes: { at: 'test/lb/nodes', ...someNodes(1, 99) },
    methods: {
      accepts: [['GET', 'HEAD', 'POST', 'SEARCH', 'VERSION-CONTROL']],
      refuses: [
        [['POST'], `hold GET, got ["POST"] (write ['GET', 'HEAD', 'POST', 'SEARCH'])`],
        ...['TRACE', 'CONNECT', 'get', 'A B'].map(
          (method) =>
            [
              ['GET', method],
              `hold methods in capital letters, and neither CONNECT nor TRACE, got '${method}' (write them like 'PROPFIND')`,
            ] as const,
        ),
        [['GET', 'GET'], "not repeat a value, got 'GET' (name each once)"],
        [['GET', computed.text], KNOWN],
      ],
    },
    slowRequestThresholdMs: wholeNumber(1, 600_000),
    size: { at: 'test/lb/nodes', accepts: ['s-1vcpu-1gb', computed.text], refuses: [['large', size('large')]] },
  }),
  ...rowsOf<BackendOptions>('BackendOptions', 'test/lb', backend, {
    port: as('backend.port', wholeNumber(1, 65535)),
    observe: {
      as: 'backend.observe',
      accepts: ['layer4', 'layer7'],
      refuses: [
        ['layer3', "be a known value, got 'layer3' (use one of layer4, layer7)"],
        [computed.text, KNOWN],
      ],
    },
    healthCheck: {
      as: 'backend.healthCheck.path',
      accepts: [{}, { path: '/ready', host: 'www.foobar.com' }],
      refuses: [
        [{ path: 'healthz?deep=1' }, "be a path, got 'healthz?deep=1' (write it like '/healthz')"],
        [{ path: computed.text }, KNOWN],
      ],
    },
    reachPort: as('backend.reachPort', wholeNumber(1, 65535)),
    slots: as('backend.slots', wholeNumber(2, 1000)),
    httpReuse: {
      as: 'backend.httpReuse',
      accepts: ['safe', 'always'],
      refuses: [
        ['never', "be a known value, got 'never' (use one of safe, always)"],
        [computed.text, KNOWN],
      ],
    },
  }),
  ...rowsOf<NamedBackendOptions>('NamedBackendOptions', 'test/lb', backend, {
    tierName: {
      as: 'backend.tierName',
      accepts: ['shop.int.foobar.com', computed.text],
      refuses: [['web_1.int', "be a host name, got 'web_1.int' (write it like 'web.int.foobar.com')"]],
    },
    nodeNames: {
      as: 'backend.nodeNames',
      accepts: [[], ['web-1.int.foobar.com'], [computed.text]],
      refuses: [
        [['web 1'], "hold host names, got 'web 1' (write them like 'web-1.int.foobar.com')"],
        [
          ['web-1.int.foobar.com', 'web-1.int.foobar.com'],
          "not repeat a value, got 'web-1.int.foobar.com' (name each once)",
        ],
      ],
    },
  }),
  ...rowsOf<ServerTls>('ServerTls', 'test/lb', (one) => backend({ tls: { ca: PEM, serverName: 'web.int', ...one } }), {
    serverName: {
      as: 'backend.tls.serverName',
      accepts: ['web.int.foobar.com', computed.text],
      refuses: [['web_1', "be a host name, got 'web_1' (write it like 'web.int.foobar.com')"]],
    },
  }),
  ...rowsOf<ReservedIpOptions>('ReservedIpOptions', 'test/lb', reservedIp, {
    token: { as: 'failover.token', accepts: [computed.text], refuses: [NO_SECRET] },
    apiEndpoint: {
      as: 'failover.apiEndpoint',
      accepts: ['http://169.254.169.254:8790', computed.text],
      refuses: [
        [
          'https://api.digitalocean.com/v2',
          "be a URL without a path, got 'https://api.digitalocean.com/v2' (write it like 'https://api.digitalocean.com')",
        ],
      ],
    },
  }),
  ...rowsOf<RequestLimits>(
    'RequestLimits',
    'test/lb',
    limits,
    Object.fromEntries(
      Object.entries(LIMIT_RANGES).map(([name, [min, max]]) => [name, as(`limits.${name}`, wholeNumber(min, max))]),
    ),
  ),
  ...rowsOf<HttpTimeouts>(
    'HttpTimeouts',
    'test/lb',
    (one) => balancer({ timeouts: one }),
    Object.fromEntries(
      Object.entries(TIMEOUT_RANGES).map(([name, [min, max]]) => [name, as(`timeouts.${name}`, wholeNumber(min, max))]),
    ),
  ),
  ...rowsOf<BalancedOptions>(
    'BalancedOptions',
    'test/lb',
    (one) => balancer({ traffic: TrafficPolicy.leastConnections(one) }),
    {
      stickyCookie: {
        as: 'traffic.stickyCookie',
        accepts: ['SERVER'],
        refuses: [
          ['a;b', "be the name of a cookie, got 'a;b' (write it like 'SERVER')"],
          [computed.text, KNOWN],
        ],
      },
    },
  ),
  ...rowsOf<ActivePassiveOptions>(
    'ActivePassiveOptions',
    'test/lb',
    (one) => balancer({ traffic: TrafficPolicy.activePassive(one) }),
    {
      active: as('traffic.active', wholeNumber(1, 1)),
      maxConnections: as('traffic.maxConnections', wholeNumber(1, 100_000)),
      maxQueue: as('traffic.maxQueue', wholeNumber(1, 100_000)),
      recoverPercent: as('traffic.recoverPercent', someNodes(1, 99)),
      recoverSeconds: as('traffic.recoverSeconds', wholeNumber(1, 3600)),
    },
  ),
  ...rowsOf<AcmeOptions>('AcmeOptions', 'test/lb', acme, {
    email: {
      as: 'certificate.email',
      accepts: ['platform@foobar.com', computed.text],
      refuses: [['nobody', "be a mail address, got 'nobody' (write it like 'platform@foobar.com')"]],
    },
    dnsToken: { as: 'certificate.dnsToken', accepts: [computed.text], refuses: [NO_SECRET] },
    directory: {
      as: 'certificate.directory',
      accepts: ['https://acme.zerossl.com/v2/DV90', computed.text],
      refuses: [url('letsencrypt', 'https://acme-v02.api.letsencrypt.org/directory')],
    },
    apiEndpoint: {
      as: 'certificate.apiEndpoint',
      accepts: ['http://169.254.169.254:8790/client/v4', computed.text],
      refuses: [url('/client/v4', 'https://api.cloudflare.com/client/v4')],
    },
    propagationSeconds: as('certificate.propagationSeconds', wholeNumber(0, 300)),
  }),
  ...rowsOf<CloudflareOriginOptions>('CloudflareOriginOptions', 'test/lb', origin, {
    validityDays: {
      as: 'certificate.validityDays',
      accepts: [7, 5475],
      refuses: [
        [100, "be a known value, got '100' (use one of 7, 30, 90, 365, 730, 1095, 5475)"],
        [computed.number, KNOWN],
      ],
    },
  }),
];
