import { AppSource } from '../../../../../constructs/app/app-source';
import {
  AppTier,
  colocatedApp,
  type AppTierProps,
  type ColocatedAppProps,
} from '../../../../../constructs/app/app-tier';
import type { HealthCheckOptions } from '../../../../../constructs/haproxy/health-check';
import type { Connection, PreferredServers, ProxyListener } from '../../../../../constructs/service-proxy/connection';
import { WebTier, type StaticFiles, type WebTierProps } from '../../../../../constructs/web/web-tier';
import { newSite } from '../../synth';
import { KNOWN, rowsOf, someNodes, wholeNumber, computed, role, size } from '../prop-row';

const app = (props: Partial<AppTierProps>) => {
  const { stack, network, access } = newSite();
  new AppTier(stack, 'app', { network, access, source: AppSource.sample(), ...props });
  return stack;
};
const web = (props: Partial<WebTierProps>) => {
  const { stack, network, access } = newSite();
  new WebTier(stack, 'web', { network, access, app: colocatedApp({ source: AppSource.sample() }), ...props });
  return stack;
};
const LISTENER: ProxyListener = {
  name: 'search',
  port: 9201,
  protocol: 'http',
  servers: { names: ['search-1.int.foobar.com'] },
  serverPort: 9200,
  healthCheck: {},
  balance: 'roundrobin',
};
const connection = (listeners: readonly ProxyListener[]): Connection => ({
  listeners,
  parts: [],
  readiness: {},
  allowFrom: () => undefined,
});
const SEARCH = { ...connection([{ ...LISTENER, port: 20_001 }]), loopbackPort: 20_001 };
const listener = (one: Partial<ProxyListener>) => web({ app: connection([{ ...LISTENER, ...one }]) });
const PREFERRED: PreferredServers = { names: ['new.int.foobar.com'], serverPort: 25060, loopbackCheck: 9103 };
const preferring = (one: Partial<PreferredServers>) => listener({ preferred: { ...PREFERRED, ...one } });

const environment = {
  accepts: [{ LOG_LEVEL: 'debug', TOKEN: computed.text, DATABASE_URL: 'x', KEY: 'several\nlines' }],
  refuses: [
    [{ 'LOG-LEVEL': 'x' }, "name variables, got 'LOG-LEVEL' (write them like 'LOG_LEVEL')"],
    [{ PORT: '80' }, "leave alone what the node tells the app, got 'PORT' (choose another name)"],
  ] as const,
};
const A_NUL = (at: string) =>
  [
    { KEY: 'a\0b' },
    `[${at}] 'environment.KEY' must be text without NUL, got a NUL (leave it out, or put it into a file)`,
  ] as const;

const healthCheck = {
  as: 'healthCheck.path',
  accepts: [{}, { path: '/up', statuses: [204] }],
  refuses: [
    [{ path: 'up' }, "be a path, got 'up' (write it like '/healthz')"],
    [{ path: computed.text }, KNOWN],
  ] as const,
};

export const appRows = [
  ...rowsOf<AppTierProps>('AppTierProps', 'test/app', app, {
    role: { at: 'test/app/Resource', ...role },
    nodes: { at: 'test/app/Resource', ...someNodes(1, 99) },
    size: { at: 'test/app/Resource', accepts: ['c-2', computed.text], refuses: [['c-3', size('c-3')]] },
    environment: { ...environment, refuses: [...environment.refuses, A_NUL('test/app')] },
    healthCheck,
    concurrency: wholeNumber(1, 10_000),
    responseTimeoutSeconds: wholeNumber(5, 100),
  }),
  ...rowsOf<HealthCheckOptions>('HealthCheckOptions', 'test/app', (one) => app({ healthCheck: one }), {
    path: {
      as: 'healthCheck.path',
      accepts: ['/', '/up', '/.well-known/up/'],
      refuses: [
        ...['up', '', '/a//b', '/./up', '/a/..', '/up?x', '/up\n'].map(
          (path) => [path, `be a path, got '${path}' (write it like '/healthz')`] as const,
        ),
        [computed.text, KNOWN],
      ],
    },
    method: {
      as: 'healthCheck.method',
      accepts: ['GET', 'HEAD'],
      refuses: [
        ['POST', "be a known value, got 'POST' (use one of GET, HEAD)"],
        [computed.text, KNOWN],
      ],
    },
    host: {
      as: 'healthCheck.host',
      accepts: ['www.foobar.com'],
      refuses: [
        ['www.foobar.com:80', "be a host name, got 'www.foobar.com:80' (write it like 'www.foobar.com')"],
        [computed.text, KNOWN],
      ],
    },
    headers: {
      as: 'healthCheck.headers',
      accepts: [{}, { Accept: 'text/html, */*;q=0.8' }],
      refuses: [
        [{ Accept: "'" }, `be plain headers, got 'Accept: '' (write { Accept: 'text/html' })`],
        [{ 'A b': 'c' }, "be plain headers, got 'A b: c' (write { Accept: 'text/html' })"],
        [{ Accept: computed.text }, KNOWN],
        [{ Accept: 'a ' }, "be plain headers, got 'Accept: a ' (write { Accept: 'text/html' })"],
        [
          { host: 'foobar.com' },
          "name no header that the check sets itself, got 'host' (leave it out; Host is 'healthCheck.host')",
        ],
        [{ Accept: 'a', accept: 'b' }, "not repeat a value, got 'accept' (name each once)"],
      ],
    },
    statuses: {
      as: 'healthCheck.statuses',
      accepts: [[200], [200, 204, 301]],
      refuses: [
        [[], 'name a status, got [] (write [200])'],
        [[503], 'be a whole number from 200 to 499, got 503 (use 200 to 499)'],
        [[computed.number], KNOWN],
      ],
    },
    timeoutMs: { as: 'healthCheck.timeoutMs', ...wholeNumber(100, 2500) },
    errorLimit: { as: 'healthCheck.errorLimit', ...wholeNumber(3, 1000) },
  }),
  ...rowsOf<ColocatedAppProps>(
    'ColocatedAppProps',
    'test/web/Resource',
    (one) => web({ app: colocatedApp({ source: AppSource.sample(), ...one }) }),
    { environment: { ...environment, refuses: [...environment.refuses, A_NUL('test/web/Resource')] }, healthCheck },
  ),
  ...rowsOf<WebTierProps>('WebTierProps', 'test/web', web, {
    role: { at: 'test/web/Resource', ...role },
    nodes: { at: 'test/web/Resource', ...someNodes(1, 99) },
    size: { at: 'test/web/Resource', accepts: ['c-2', computed.text], refuses: [['c-3', size('c-3')]] },
    maxBodyBytes: wholeNumber(1024, 1024 ** 3),
    routes: {
      accepts: [[], [{ route: { path: '/docs' }, app: SEARCH }]],
      refuses: [
        [[{ route: { host: computed.text }, app: SEARCH }], `[test/web] 'routes[0].host' must ${KNOWN}`],
        [
          [{ route: {}, app: SEARCH }],
          "[test/web] 'routes[0]' must differ from 'app', got 'all other requests' (give one of them another host or path)",
        ],
        [
          [{ route: { path: '/docs' }, app: colocatedApp({ source: AppSource.sample() }) }],
          "hold apps on tiers of their own, got 'an app beside nginx' (give the app nodes of its own)",
        ],
        [
          [{ route: { path: '/docs' }, app: { ...SEARCH, loopbackPort: 9201 } }],
          "[test/web] 'app.loopbackPort' must be 8000 or 20000 to 29999, got 9201 (leave it out)",
        ],
      ],
    },
  }),
  ...rowsOf<StaticFiles>(
    'StaticFiles',
    'test/web',
    (one) => web({ staticFiles: { path: '/static/', files: {}, ...one } }),
    {
      path: {
        as: 'staticFiles.path',
        accepts: ['/assets/', '/a/b.c/'],
        refuses: [
          ...['/', '/assets', 'assets/', '/a/../'].map(
            (path) =>
              [path, `be a path that begins and ends with a slash, got '${path}' (write it like '/assets/')`] as const,
          ),
          [computed.text, KNOWN],
        ],
      },
      files: {
        as: 'staticFiles.files',
        accepts: [{ 'css/site.css': computed.text }],
        refuses: [
          [{ '/etc/passwd': '' }, "name paths below its path, got '/etc/passwd' (write them like 'css/site.css')"],
        ],
      },
    },
  ),
  ...rowsOf<PreferredServers>('PreferredServers', 'test/web', preferring, {
    names: {
      as: 'listeners.preferred',
      accepts: [['mysql-1.int.foobar.com'], [computed.text]],
      refuses: [
        [[], "name a server, got [] (write { names: ['mysql-1.int.foobar.com'] })"],
        [['a_b'], "hold host names, got 'a_b' (write them like 'mysql-1.int.foobar.com')"],
      ],
    },
    serverPort: { as: 'listeners.preferred.serverPort', ...wholeNumber(1, 65535) },
    loopbackCheck: { as: 'listeners.preferred.loopbackCheck', ...wholeNumber(1, 65535) },
  }),
  ...rowsOf<ProxyListener>('ProxyListener', 'test/web', listener, {
    name: {
      as: 'listeners.name',
      accepts: ['search-2', computed.text],
      refuses: [
        [
          'Search',
          "be lower-case letters, digits and hyphens, at most 32, got 'Search' (write it like 'mysql-writer')",
        ],
      ],
    },
    port: { as: 'listeners.port', ...wholeNumber(1, 65535) },
    serverPort: {
      as: 'listeners.serverPort',
      ...wholeNumber(1, 65535),
      refuses: wholeNumber(1, 65535).refuses.slice(0, 0),
    },
    servers: {
      as: 'listeners.servers',
      accepts: [{ names: [computed.text] }, { tier: 'search.int.foobar.com', slots: 3 }],
      refuses: [
        [{ names: [] }, "name a server, got [] (write { names: ['mysql-1.int.foobar.com'] })"],
        [{ names: ['a_b'] }, "hold host names, got 'a_b' (write them like 'mysql-1.int.foobar.com')"],
        [
          { tier: 'search.int.foobar.com', slots: 0 },
          "[test/web] 'listeners.servers.slots' must be a whole number from 1 to 1000, got 0 (use 1 to 1000)",
        ],
      ],
    },
    healthCheck: {
      as: 'listeners.healthCheck.path',
      accepts: [{}, { path: '/ready', port: 8080 }],
      refuses: [
        [{ path: computed.text }, KNOWN],
        [{ path: 'ready' }, "be a path, got 'ready' (write it like '/healthz')"],
        [
          { port: 0 },
          "[test/web] 'listeners.healthCheck.port' must be a whole number from 1 to 65535, got 0 (use 1 to 65535)",
        ],
      ],
    },
    reachPort: { as: 'listeners.reachPort', ...wholeNumber(1, 65535) },
    concurrency: { as: 'listeners.concurrency', ...wholeNumber(1, 10_000) },
    responseTimeoutSeconds: { as: 'listeners.responseTimeoutSeconds', ...wholeNumber(5, 100), accepts: [5, 60] },
  }),
];
