import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier } from '../../../../constructs/app/app-tier';
import { DEFAULT_TIMEOUTS } from '../../../../constructs/http/timeouts';
import type { Connection } from '../../../../constructs/service-proxy/connection';
import { renderNginxSite } from '../../../../constructs/web/render-nginx';
import { WebTier, type WebTierProps } from '../../../../constructs/web/web-tier';
import { expectGolden } from '../../golden';
import { newSite, problems, resources, synthesize } from '../synth';

function newTier(props: Partial<WebTierProps> = {}) {
  const site = newSite();
  const callers: string[] = [];
  const app: Connection = {
    listeners: [
      {
        name: 'app',
        port: 8000,
        protocol: 'http',
        servers: { tier: 'app.int.foobar.com', slots: 10 },
        serverPort: 8000,
        healthCheck: { path: '/healthz' },
        balance: 'leastconn',
      },
    ],
    parts: [{ files: [{ path: '/etc/app-of-the-test', content: 'x' }] }],
    readiness: { app: ['true'] },
    allowFrom: (group) => void callers.push(group.tag),
  };
  const tier = new WebTier(site.stack, 'web', { network: site.network, access: site.access, app, ...props });
  return { ...site, tier, callers };
}

function userData(props: Partial<WebTierProps> = {}): string {
  return Object.values(synthesize(newTier(props).stack).locals).join('\n');
}

test("renders the site's configuration", () => {
  const model = {
    trustedRange: '10.20.0.0/20',
    staticPath: '/assets/',
    timeouts: DEFAULT_TIMEOUTS,
  };
  expectGolden(__filename, 'nginx-site.conf', renderNginxSite(model));
});

test('synthesizes two nodes that carry nginx and what the app asks of its callers', () => {
  const { stack } = newTier();
  expect(problems(stack)).toEqual([]);
  expect(resources(stack, 'digitalocean_droplet')).toHaveLength(2);
  expect(userData()).toContain('/etc/nginx/conf.d/site.conf');
  expect(userData()).toContain('/etc/app-of-the-test');
});

test("asks the app's tier to let its nodes in", () => {
  const { stack, callers, tier } = newTier();
  expect(synthesize(stack).resource.digitalocean_tag).toBeDefined();
  expect(callers).toEqual([tier.group.tag]);
});

test("without static files every path is the app's", () => {
  expect(userData()).not.toContain('try_files');
});

test('serves the static files that it is given', () => {
  const text = userData({ staticFiles: { path: '/assets/', files: { 'css/site.css': 'body { color: navy }' } } });
  expect(text).toContain('path: /var/www/site/assets/css/site.css');
  expect(text).toContain('location ^~ /assets/ {');
  expect(text).toContain('body { color: navy }');
});

test('the metrics of an app are on a port that web servers do not call', () => {
  const site = newSite();
  const app = new AppTier(site.stack, 'app', { ...site, source: AppSource.sample() });
  new WebTier(site.stack, 'web', { network: site.network, access: site.access, app: app.connection() });
  const { locals } = synthesize(site.stack);
  const text = Object.values(locals).join('\n');
  expect(text).toContain('METRICS_PORT');
  expect(app.connection().listeners.map(({ serverPort }) => serverPort)).toEqual([8000]);
  expect(text).not.toContain('127.0.0.1:8001');
});

test('leaves nginx variables alone in the text that Terraform reads', () => {
  expect(userData()).toContain('X-Forwarded-For $remote_addr;');
});

test('refuses static files outside of their path and bodies without measure, at once', () => {
  const { stack } = newTier({ staticFiles: { path: '/static/', files: { '../../etc/passwd': 'x' } }, maxBodyBytes: 0 });
  expect(problems(stack)).toEqual([
    "[test/web] 'maxBodyBytes' must be a whole number from 1024 to 1073741824, got 0 (use 1024 to 1073741824)",
    "[test/web] 'staticFiles.files' must name paths below its path, got '../../etc/passwd' (write them like 'css/site.css')",
  ]);
});
