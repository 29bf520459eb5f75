import { HaproxySnippet } from '../../../../constructs/haproxy/haproxy-snippet';
import type { ProxyListener } from '../../../../constructs/service-proxy/connection';
import { renderServiceProxy, renderServiceProxyInTwo } from '../../../../constructs/service-proxy/render-service-proxy';
import { serviceProxy } from '../../../../constructs/service-proxy/service-proxy';
import { servicesForm } from '../../../../constructs/service-proxy/services-form';
import { expectGolden } from '../../golden';

const app: ProxyListener = {
  name: 'app',
  port: 8000,
  protocol: 'http',
  servers: { tier: 'app.int.foobar.com', slots: 10 },
  serverPort: 8000,
  healthCheck: { path: '/up', host: 'www.foobar.com', statuses: [200, 204], timeoutMs: 1500 },
  reachPort: 8406,
  concurrency: 8,
  balance: 'roundrobin',
};
const mysql = (name: string, port: number, path: string): ProxyListener => ({
  name,
  port,
  protocol: 'tcp',
  servers: { names: ['mysql-1.int.foobar.com', 'mysql-2.int.foobar.com'] },
  serverPort: 3306,
  healthCheck: { path, port: 9200 },
  balance: 'leastconn',
});

test('of a web server, which calls the app', () => {
  expectGolden(__filename, 'web.haproxy.cfg', renderServiceProxy([app]));
});

test('requests whose work may not be done twice have connections of their own, unless a limit of each server counts all', () => {
  const unlimited = renderServiceProxy([{ ...app, concurrency: undefined }]);
  expect(unlimited).toContain('  use_backend app_once if !{ method GET HEAD OPTIONS } { nbsrv(app_once) gt 0 }\n');
  const [, once] = /^backend app_once\n((?: .*\n)+)/m.exec(unlimited)!;
  expect(once).toContain('  http-reuse never\n  option http-server-close\n');
  expect(once).not.toContain('http-reuse always');
  expect(renderServiceProxy([app])).not.toContain('app_once');
});

test('an app with a time of its own for answers has it in each of its backends, and no other app has', () => {
  const proxy = renderServiceProxy([
    { ...app, concurrency: undefined, responseTimeoutSeconds: 10 },
    { ...app, name: 'api', port: 20_001 },
  ]);
  expect(proxy.match(/(?<= timeout server ).*/g)).toEqual(['9000ms', '9000ms', '9000ms', '59000ms', '59000ms']);
});

test('every server of an app has the limit for a side that has vanished on its own line, by an address of a known family: elsewhere HAProxy drops it', () => {
  const lines = renderServiceProxy([app]).split('\n');
  expect(lines.filter((line) => /^ {2}(server|server-template) app-/.test(line))).toEqual(
    Array.from({ length: 2 }, () => expect.stringMatching(/ ipv4@app\.int\.foobar\.com:8000 tcp-ut 1000/) as string),
  );
  expect(lines.filter((line) => /default-server.*tcp-ut/.test(line))).toEqual([]);
});

test('of an app server, which calls MySQL', () => {
  expectGolden(
    __filename,
    'app.haproxy.cfg',
    renderServiceProxy([mysql('mysql-writer', 3306, '/writer'), mysql('mysql-readers', 3307, '/reader')]),
  );
});

test('of an app server whose database moves: the managed cluster while it takes the app, the nodes while it does not', () => {
  const preferred = { names: ['private-shop.example.com'], serverPort: 25060, loopbackCheck: 9202 };
  expectGolden(
    __filename,
    'moving.haproxy.cfg',
    renderServiceProxy([{ ...mysql('mysql-writer', 3306, '/writer'), preferred }]),
  );
});

test('a node that calls nothing has none', () => {
  expect(serviceProxy([])).toEqual([]);
});

const [shop, docs] = ['shop', 'docs'].map((name, i) => ({ ...app, name, port: 20_001 + i }));
const secure = { ...docs!, tls: { ca: 'x', serverName: 'docs.int.foobar.com' }, concurrency: undefined };

test('of a web server, whose apps are a setting', () => {
  const { fixed, services } = renderServiceProxyInTwo([shop!, secure, mysql('mysql-writer', 3306, '/writer')]);
  expectGolden(__filename, 'apps.haproxy.cfg', fixed);
  expectGolden(__filename, 'apps.services.cfg', services);
  expect(servicesForm().accepts(services)).toBe(true);
});

test.each([
  '  errorfile 503 /etc/shadow',
  '  http-request return status 200 content-type text/plain file /etc/shadow',
  '  http-request lua.run',
  '  external-check command /bin/sh',
  '  server shop-1 ipv4@10.0.0.1:80 tcp-ut 1000 ca-file /etc/shadow',
  '  default-server check ca-file /etc/shadow',
  '  bind :80',
  '  bind 127.0.0.1:80 ssl crt /etc/shadow',
  '  http-check send meth GET uri / ver HTTP/1.1 body-lf-file /etc/shadow',
  'global',
  'program x',
])('a node takes no services with the line %s', (line) => {
  const { services } = renderServiceProxyInTwo([shop!]);
  expect(servicesForm().accepts(`${services}${line}\n`)).toBe(false);
});

test('a web server says that it is out of service when it reaches no app, not when it does not reach one of them', () => {
  const refusals = (listeners: readonly ProxyListener[]) =>
    renderServiceProxyInTwo(listeners)
      .services.split('\n\n')[0]!
      .match(/^ {2}(acl reached|http-request return status 503) .*$/gm);
  expect(refusals([shop!, docs!])).toEqual([
    expect.stringMatching(/"shop" if \{ path \/all \} /) as string,
    expect.stringMatching(/"docs" if \{ path \/all \} /) as string,
    ...['shop', 'shop_any', 'docs', 'docs_any'].map((name) => `  acl reached nbsrv(${name}) gt 0`),
    '  http-request return status 503 content-type text/plain string "no app" if !reached',
  ]);
});

describe('snippets', () => {
  const snippets = [
    HaproxySnippet.frontend(
      'trace',
      'http-request set-header X-Trace "%[uuid()]"\n# As before.\nhttp-request del-header X-Old',
    ),
    HaproxySnippet.backend('patience', 'timeout queue 10s'),
  ];

  test('stand in each service of a web server, and the node takes these lines alone as settings', () => {
    const { services } = renderServiceProxyInTwo([secure], { snippets });
    expectGolden(__filename, 'snippets.services.cfg', services);
    expect(servicesForm(snippets).accepts(services)).toBe(true);
    expect(servicesForm(snippets.slice(1)).accepts(services)).toBe(false);
    expect(servicesForm().accepts(services)).toBe(false);
  });

  test('stand in what an app server calls MySQL by', () => {
    const text = renderServiceProxy([mysql('mysql-writer', 3306, '/writer')], { snippets });
    const [, front] = /^listen mysql-writer\n((?: .*\n)+)/m.exec(text)!;
    const [, back] = /^listen mysql-writer-servers\n((?: .*\n)+)/m.exec(text)!;
    expect([front!.includes('X-Trace'), front!.includes('timeout queue 10s')]).toEqual([true, false]);
    expect([back!.includes('X-Trace'), back!.includes('timeout queue 10s')]).toEqual([false, true]);
  });
});
