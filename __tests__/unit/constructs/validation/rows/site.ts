import { AppSource } from '../../../../../constructs/app/app-source';
import { Failover } from '../../../../../constructs/load-balancer/failover/failover';
import { MysqlDatabase } from '../../../../../constructs/mysql/database/mysql-database';
import type { AppRoute } from '../../../../../constructs/http/app-route';
import type { AppProps, RoutedAppProps, WebInfrastructureProps } from '../../../../../constructs/web-infrastructure';
import { ZONE_ID } from '../../synth';
import { wholeSite } from '../../whole-site';
import { KNOWN, REGION, VPC, ZONE, computed, rowsOf, wholeNumber } from '../prop-row';

const site = (props: Partial<WebInfrastructureProps>) =>
  wholeSite({ loadBalancer: { failover: Failover.edge() }, database: MysqlDatabase.managed(), ...props }).stack;
const app = (one: Partial<AppProps>) => site({ app: { source: AppSource.sample(), ...one } });
const apps = (all: WebInfrastructureProps['apps']) => site({ app: undefined, apps: all });
const api = (one: Partial<RoutedAppProps>) => apps({ api: { source: AppSource.sample(), ...one } });
const inZone = (got: string, remedy: string) => `lie in the zone 'foobar.com', got '${got}' (${remedy})`;
const twice = (got: string) => `hold each name once, in one of aliases and redirects, got '${got}' (leave one out)`;
const suffix = (got: string) =>
  `hold names that somebody can register, or ones in them, got '${got}' ('${got}' is a public suffix: write it like 'foobar.${got}', or name its zone in 'otherZoneIds')`;

export const siteRows = [
  ...rowsOf<WebInfrastructureProps>('WebInfrastructureProps', 'test/site', site, {
    domain: {
      accepts: ['foobar.com', 'foobar.co.uk', 'www.foobar.com'],
      refuses: [
        ['Foobar.com', "be a host name, got 'Foobar.com' (write it as 'foobar.com')"],
        [computed.text, KNOWN],
      ],
    },
    zone: {
      accepts: ['foobar.com', 'www.foobar.com'],
      refuses: [
        [
          'other.com',
          "[test/site] 'domain' must lie in the zone 'other.com', got 'www.foobar.com' (name the zone, or a domain in it)",
        ],
        [computed.text, KNOWN],
      ],
    },
    aliases: {
      accepts: [[], ['foobar.com', 'shop.foobar.com', 'foobar.de']],
      refuses: [
        [['*.foobar.com'], "hold no wildcard, got '*.foobar.com' (write each host name)"],
        [['Foobar.com'], "hold host names, got 'Foobar.com' (write it as 'foobar.com')"],
        [['10.0.0.1'], "hold host names, got '10.0.0.1' (write it like 'foobar.com')"],
        [['www.foobar.com'], "hold no name that is the 'domain', got 'www.foobar.com' (leave it out)"],
        [['foobar.com', 'foobar.com'], twice('foobar.com')],
        [['co.uk'], suffix('co.uk')],
        [['int.foobar.com'], "hold no private name, got 'int.foobar.com' (choose one outside of 'int.foobar.com')"],
        [[computed.text], KNOWN],
      ],
    },
    redirects: {
      accepts: [[], ['foobar.com', 'old-name.com', 'www.old-name.com']],
      refuses: [
        [['*.old-name.com'], "hold no wildcard, got '*.old-name.com' (write each host name)"],
        [['old name'], "hold host names, got 'old name' (write it like 'foobar.com')"],
        [['www.foobar.com'], "hold no name that is the 'domain', got 'www.foobar.com' (leave it out)"],
        [['foobar.com', 'foobar.com'], twice('foobar.com')],
        [['com'], "hold host names, got 'com' (write it like 'foobar.com')"],
        [['co.uk'], suffix('co.uk')],
        [[computed.text], KNOWN],
      ],
    },
    otherZoneIds: {
      accepts: [{}],
      refuses: [ZONE_ID, computed.text].map(
        (id) =>
          [
            { 'old-name.com': id },
            "hold zones of 'aliases', 'redirects' and the apps' hosts, got 'old-name.com' (leave it out, or name a host in it)",
          ] as const,
      ),
    },
    privateDomain: {
      accepts: ['int.foobar.com', 'private.www.foobar.com'],
      refuses: [
        ['int.other.com', inZone('int.other.com', "write it like 'int.foobar.com'")],
        ['www.foobar.com', "differ from the domain, got 'www.foobar.com' (write it like 'int.foobar.com')"],
      ],
    },
    region: { at: 'test/site/network', accepts: ['nyc3', computed.text], refuses: [['fra2', REGION]] },
    vpcId: { at: 'test/site/network', accepts: [computed.text], refuses: [['my-vpc', VPC]] },
    zoneId: { at: 'test/site/network', accepts: [ZONE_ID, computed.text], refuses: [['zone', ZONE('zone')]] },
    ipRange: {
      at: 'test/site/network',
      accepts: ['10.0.0.0/16', computed.text],
      refuses: [
        [
          '8.8.0.0/16',
          "be a private IPv4 range, got '8.8.0.0/16' (write it like '10.20.0.0/20', with no bits set behind the prefix)",
        ],
      ],
    },
    otherRanges: {
      at: 'test/site/network',
      accepts: [['10.30.0.0/16', computed.text]],
      refuses: [[['x'], "hold ranges in CIDR form, got 'x' (write them like '10.30.0.0/16')"]],
    },
  }),
  ...rowsOf<WebInfrastructureProps>('WebInfrastructureProps', 'test/site', (one) => apps(one.apps), {
    apps: {
      accepts: [{ app: { source: AppSource.sample() } }, { a: { source: AppSource.sample(), route: { path: '/a' } } }],
      refuses: [
        [
          { a: { source: AppSource.sample(), route: { path: computed.text } } },
          `[test/site] 'apps.a.route.path' must ${KNOWN}`,
        ],
        [
          {},
          "[test/site] 'app' must be given, got nothing (write app: {...} or apps: { shop: {...} }; a site without an app has 'web.staticFiles')",
        ],
        ...['Api', '1a', 'a-', 'a'.repeat(32)].map(
          (label) =>
            [
              { [label]: { source: AppSource.sample() } },
              `have labels of lower-case letters, digits and hyphens, at most 31, that begin with a letter, got '${label}' (write it like 'api')`,
            ] as const,
        ),
        [
          { web: { source: AppSource.sample() } },
          "have labels that are no other tier, got 'web' (choose another than lb, web, mysql, monitoring)",
        ],
        [
          { a: { source: AppSource.sample() }, b: { source: AppSource.sample(), route: {} } },
          "[test/site] 'apps.b.route' must differ from 'apps.a.route', got 'all other requests' (give one of them another host or path)",
        ],
      ],
    },
  }),
  ...rowsOf<RoutedAppProps>('RoutedAppProps', 'test/site', api, {
    nodes: {
      as: 'apps.api.nodes',
      accepts: [1, 11],
      refuses: [
        [0, "be at least 1, got 0 (leave it out; an app on the web servers is the site's only one, in 'app')"],
        [100, "[test/site/app-api/Resource] 'nodes' must be a whole number from 1 to 99, got 100 (use 1 to 99)"],
        [computed.number, `[test/site/app-api/Resource] 'nodes' must ${KNOWN}`],
      ],
    },
  }),
  ...rowsOf<AppRoute>('AppRoute', 'test/site', (route) => api({ route }), {
    host: {
      as: 'apps.api.route.host',
      accepts: ['api.foobar.com', 'www.foobar.com', 'api.foobar.co.uk'],
      refuses: [
        ['*.foobar.com', "be a host name, got '*.foobar.com' (write each host name)"],
        ['api', "be a host name, got 'api' (write it like 'api.foobar.com')"],
        ['db.int.foobar.com', "hold no private name, got 'db.int.foobar.com' (choose one outside of 'int.foobar.com')"],
        [computed.text, KNOWN],
      ],
    },
    path: {
      as: 'apps.api.route.path',
      accepts: ['/docs', '/a/b.c', '/healthz/x'],
      refuses: [
        ['/', "be a path without a slash at its end, got '/' (leave it out: an app has all paths)"],
        ...['docs', '/docs/', '', '/a//b', '/../a', '/a*', '/a b'].map(
          (path) => [path, `be a path without a slash at its end, got '${path}' (write it like '/docs')`] as const,
        ),
        ['/healthz', "leave alone what the web servers answer themselves, got '/healthz' (choose another path)"],
        [computed.text, KNOWN],
      ],
    },
  }),
  ...rowsOf<AppProps>('AppProps', 'test/site/app', app, {
    healthCheck: {
      as: 'healthCheck.path',
      accepts: [{}, { path: '/up', host: 'foobar.com' }],
      refuses: [
        [{ path: 'up' }, "be a path, got 'up' (write it like '/healthz')"],
        [{ path: computed.text }, KNOWN],
      ],
    },
    concurrency: wholeNumber(1, 10_000),
    responseTimeoutSeconds: {
      accepts: [5, 60],
      refuses: [
        ...wholeNumber(5, 100).refuses,
        [
          61,
          "[test/site/web] 'responseTimeoutSeconds' must be at most 'timeouts.response', 60, for 'app', got 61 (raise 'timeouts.response')",
        ],
      ],
    },
    nodes: { at: 'test/site/app/Resource', accepts: [0, 1, 11], refuses: wholeNumber(1, 99).refuses.slice(1, 2) },
    environment: {
      accepts: [{ LOG_LEVEL: 'debug', TOKEN: computed.text }],
      refuses: [
        [{ DATABASE_NAME: 'x' }, "leave alone what the node tells the app, got 'DATABASE_NAME' (choose another name)"],
      ],
    },
  }),
];
