import type { ProxyListener } from '../../../../constructs/service-proxy/connection';
import { renderServiceProxy } from '../../../../constructs/service-proxy/render-service-proxy';
import { serviceProxy } from '../../../../constructs/service-proxy/service-proxy';
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
