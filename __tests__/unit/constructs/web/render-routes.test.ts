import fc from 'fast-check';
import { compareRoutes, type AppRoute } from '../../../../constructs/http/app-route';
import { loopbackPortOf } from '../../../../constructs/service-proxy/loopback-port';
import {
  APPS_FORM,
  ROUTES_FORM,
  renderApps,
  renderRoutes,
  type RoutedApp,
} from '../../../../constructs/web/render-routes';

const APPS: readonly RoutedApp[] = [
  { name: 'shop', port: loopbackPortOf('shop') },
  { name: 'docs', port: loopbackPortOf('docs'), route: { path: '/docs' } },
  { name: 'api', port: loopbackPortOf('api'), route: { host: 'api.foobar.com' } },
  { name: 'api-docs', port: loopbackPortOf('api-docs'), route: { host: 'api.foobar.com', path: '/docs/v1.2' } },
];

/** As nginx reads the map: the first expression that fits, or the default. */
function appOf(map: string, host: string, uri: string): string {
  const lines = map.trimEnd().split('\n');
  const parsed = lines.map((line) => /^(?:default|~(\S+)) (\S+);$/.exec(line)!);
  const found = parsed.find(
    ([, expression]) => expression && new RegExp(expression.replace('\\z', '$')).test(host + uri),
  );
  return (found ?? parsed[0]!)[2]!;
}

test('the first line that fits is the most specific one', () => {
  expect(renderRoutes(APPS)).toBe(String.raw`default shop;
~^api\.foobar\.com/docs/v1\.2(/|\z) api-docs;
~^api\.foobar\.com(/|\z) api;
~^[^/]*/docs(/|\z) docs;
`);
});

test.each([
  ['www.foobar.com', '/', 'shop'],
  ['www.foobar.com', '/docs', 'docs'],
  ['www.foobar.com', '/docs/', 'docs'],
  ['www.foobar.com', '/docs/a', 'docs'],
  ['www.foobar.com', '/docsx', 'shop'],
  ['www.foobar.com', '/a/docs', 'shop'],
  ['api.foobar.com', '/docs', 'api'],
  ['api.foobar.com', '/docs/v1.2/x', 'api-docs'],
  ['api.foobar.com', '/docs/v1x2/x', 'api'],
  ['apixfoobar.com', '/', 'shop'],
  ['api.foobar.com.evil.com', '/', 'shop'],
])('%s%s is for %s', (host, uri, app) => {
  expect(appOf(renderRoutes(APPS), host, uri)).toBe(app);
});

test('without an app for all others a request for none is no app’s', () => {
  expect(appOf(renderRoutes(APPS.slice(1)), 'www.foobar.com', '/')).toBe('""');
});

const segment = fc.constantFrom('a', 'b.c', 'docs', 'docsx', '-');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((all) => `/${all.join('/')}`);
const host = fc.constantFrom('foobar.com', 'api.foobar.com', 'www.foobar.com');
const route = fc.record({ host: fc.option(host, { nil: undefined }), path: fc.option(path, { nil: undefined }) });
const routes = fc.uniqueArray(route, { selector: (one) => `${one.host} ${one.path}`, maxLength: 8 });

function has({ host: own, path: prefix = '' }: AppRoute, name: string, uri: string): boolean {
  return (own ?? name) === name && (uri === prefix || uri.startsWith(`${prefix}/`));
}

test('every request is for the app with the most specific route that has it', () => {
  fc.assert(
    fc.property(routes, host, path, (all, name, uri) => {
      const apps = all.map((one, i) => ({ name: `app-${i}`, port: 8000, route: one }));
      const rank = (one: AppRoute) => (one.host === undefined ? 0 : 1000) + (one.path ?? '').length;
      const fitting = apps.filter((one) => has(one.route, name, uri));
      const [best] = fitting.sort((one, other) => rank(other.route) - rank(one.route));
      expect(appOf(renderRoutes(apps), name, uri)).toBe(best?.name ?? '""');
    }),
  );
});

test('the order of the apps changes nothing, and the node takes every such file', () => {
  fc.assert(
    fc.property(routes, (all) => {
      const apps = all.map((one, i) => ({ name: `app-${i}`, port: loopbackPortOf(`app-${i}`), route: one }));
      const reversed = [...apps].reverse();
      expect(renderRoutes(reversed)).toBe(renderRoutes(apps));
      expect(renderApps(reversed)).toBe(renderApps(apps));
      expect(ROUTES_FORM.accepts(renderRoutes(apps))).toBe(true);
      expect(APPS_FORM.accepts(renderApps(apps))).toBe(true);
      expect([...all].sort(compareRoutes)).toHaveLength(all.length);
    }),
  );
});

test.each([
  'include /etc/shadow;',
  'default app; include /etc/shadow;',
  '~^a/(/|\\z) app; include x;',
  '~^(?{x})(/|\\z) app;',
  '"~^a(/|\\z)" app;',
  'volatile;',
])('a node takes no routes with the line %s', (line) => {
  expect(ROUTES_FORM.accepts(`default app;\n${line}\n`)).toBe(false);
});

test.each([
  '  server 127.0.0.1:8404 max_fails=0;',
  '  server 10.20.0.5:8000 max_fails=0;',
  'server { listen 80; }',
  'load_module x.so;',
  'include /etc/shadow;',
])('a node takes no apps with the line %s', (line) => {
  expect(APPS_FORM.accepts(`upstream app {\n${line}\n}\n`)).toBe(false);
});
