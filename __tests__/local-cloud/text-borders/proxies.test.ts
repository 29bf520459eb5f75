/** Texts of props on their way into haproxy.cfg and nginx.conf, read back by what both do with them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Construct } from 'constructs';
import { Testing, TerraformStack } from 'cdktf';
import {
  SET_FULL_PACKET,
  checkHealthCheck,
  renderHttpChecks,
  resolveHealthCheck,
  type HealthCheck,
} from '../../../constructs/haproxy/health-check';
import { isPlainPath } from '../../../constructs/http/path';
import { DEFAULT_TIMEOUTS } from '../../../constructs/http/timeouts';
import { appBesideNginx } from '../../../constructs/monitoring/app-metrics';
import { isHostName } from '../../../constructs/network/host-name';
import { PropChecks } from '../../../constructs/validation';
import { APP_PORT, NGINX_REFUSED, NGINX_ROOT, renderNginxSite } from '../../../constructs/web/render-nginx';
import { ROUTE_FILES, renderApps, renderRoutes } from '../../../constructs/web/render-routes';
import { runInRoot } from './root';
import { accepted, anyText } from './texts';

const MINUTE = 60_000;
const PATHS = 'abZ09_-./';
const FIRST_PORT = 10_000;
const APP = { name: 'app', port: APP_PORT };

/** Whether synth takes such a check. */
function isTaken(options: Partial<HealthCheck>): boolean {
  const construct = new Construct(new TerraformStack(Testing.app(), 'stack'), 'one');
  checkHealthCheck(new PropChecks(construct), 'healthCheck', options);
  return construct.node.validate().length === 0;
}

const take = (count: number, seed: number) => ({
  paths: accepted((path) => isTaken({ path }), { signs: PATHS, begin: '/', count, seed }),
  hosts: accepted((host) => isHostName(host) && isTaken({ host }), { signs: 'ab09-.', end: '.com', count, seed }),
  names: accepted((name) => isTaken({ headers: { [name]: 'x' } }), { signs: 'abZ09_-', begin: 'x', count, seed }),
  values: accepted((value) => isTaken({ headers: { A: value } }), { signs: 'aZ0_ .,;:/=+*()@-', count, seed }),
});

/** A request as it came: its line, and its headers by lower-case names. */
function parseRequest(text: string) {
  const [line, ...headers] = text.split('\r\n\r\n')[0]!.split('\r\n');
  return {
    line,
    headers: headers.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 2)]),
  };
}

function expectCheck(read: string, { method, path, host, headers }: HealthCheck): void {
  const request = parseRequest(read);
  expect(request.line).toBe(`${method} ${path} HTTP/1.1`);
  const [[name, value]] = Object.entries(headers) as [[string, string]];
  for (const one of [
    ['host', host],
    [name.toLowerCase(), value],
  ])
    expect(request.headers.filter(([key]) => key === one[0])).toEqual([one]);
}

test(
  'HAProxy and nginx check, serve and pass on what the props say, or synth refuses it',
  async () => {
    const { paths, hosts, names, values } = take(80, 1);
    const checks = paths.map((path, i) =>
      resolveHealthCheck({ path, method: i % 2 ? 'GET' : 'HEAD', headers: { [names[i]!]: values[i]! } }, hosts[i]!),
    );
    const backend = (check: HealthCheck, i: number) =>
      `backend b-${i}\n${renderHttpChecks(check)}  server s 127.0.0.1:${FIRST_PORT + i} check inter 100ms\n`;
    const files: Record<string, string> = {
      '/read.py': readFileSync(join(__dirname, 'read-proxies.py'), 'utf8'),
      '/etc/haproxy/texts.cfg': `global\n  ${SET_FULL_PACKET}\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend own\n  bind 127.0.0.1:9999\n${checks.map(backend).join('')}`,
      [NGINX_REFUSED]: '',
      [ROUTE_FILES.routes]: renderRoutes([APP]),
    };
    const directories = accepted((path) => isPlainPath(path) && path.endsWith('/') && path !== '/', {
      ...{ signs: PATHS, begin: '/', end: '/', count: 12, seed: 2 },
    });
    const metrics = accepted((path) => isPlainPath(path) && !path.endsWith('/'), {
      ...{ signs: PATHS, begin: '/', count: 12, seed: 3 },
    });
    const sites = directories.map((directory, i) => {
      const configuration = `/etc/nginx/texts-${i}.conf`;
      const conf = `/etc/nginx/texts-${i}`;
      files[`${NGINX_ROOT}${directory}file-${i}.txt`] = `${i}`;
      files[configuration] = `user www-data;\npid /run/nginx.pid;\nevents {}\nhttp {\n  include ${conf}/*.conf;\n}\n`;
      files[`${conf}/apps.conf`] = renderApps([APP]);
      files[`${conf}/site.conf`] = renderNginxSite({
        ...{ trustedRange: '127.0.0.0/8', staticPath: directory, timeouts: DEFAULT_TIMEOUTS },
        localHealthCheck: checks[i],
      });
      const [beside] = appBesideNginx({ role: 'web', path: metrics[i]! }).files as readonly { content: string }[];
      files[`${conf}/metrics.conf`] = beside!.content;
      return { configuration, static: `${directory}file-${i}.txt`, metrics: metrics[i]!, method: checks[i]!.method };
    });
    files['/work.json'] = JSON.stringify({ ports: checks.map((_, i) => FIRST_PORT + i), sites });
    const packages = ['haproxy', 'nginx'];
    const read = JSON.parse(await runInRoot({ packages, files, argv: ['python3', '/read.py'] })) as {
      haproxy: string[];
      nginx: { static: string; check: string; metrics: string }[];
    };
    for (const [i, text] of read.haproxy.entries()) expectCheck(text, checks[i]!);
    for (const [i, one] of read.nginx.entries()) {
      expect(one.static).toBe(`${i}`);
      expectCheck(one.check, checks[i]!);
      expect(parseRequest(one.metrics).line).toBe(`GET ${metrics[i]} HTTP/1.0`);
    }
  },
  2 * MINUTE,
);

test('synth takes no text of a health check that is not plain', () => {
  for (const text of fc.sample(anyText, { numRuns: 300, seed: 4 }).filter((one) => /[^\w ./,;:=+*()@-]/.test(one)))
    expect([text, isTaken({ path: `/${text}` }), isTaken({ headers: { A: text } }), isTaken({ host: text })]).toEqual([
      ...[text, false, false, false],
    ]);
});
