import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { ruleGroups } from '../../constructs/monitoring/alerts/alert-rules';
import { renderRules } from '../../constructs/monitoring/alerts/render-rules';
import { Slo } from '../../constructs/monitoring/alerts/slo';
import { renderStatusPage } from '../../constructs/monitoring/status-page/render-status-page';
import { until } from '../../host/until';
import { installHostPackages } from '../../local-cloud/host/packages';
import { succeeds } from '../../host/run';
import { NODES, nodeMetrics, siteMetrics, type Facts } from './node-metrics';
import { unpackPrograms } from './packaged-programs';
import { VIEWS, expectReadable, viewAs } from './readable-page';

const MINUTE = 60_000;

const well = (): Record<string, Facts | null> => Object.fromEntries(NODES.map(({ name, facts }) => [name, facts]));

/** What each node tells; null: it does not answer. */
let told = well();
/** Of those who ask from outside. */
let answers: 0 | 1 = 1;
let directory: string;
let exporters: Server;
let prometheus: ChildProcess;
let url: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!(await succeeds('chromium', ['--version']))) await installHostPackages(['chromium'], () => undefined);
  browser = await launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  directory = await unpackPrograms('prometheus');
  exporters = createServer((request, response) => {
    const name = request.url!.slice(1);
    if (name === 'site') return void response.end(siteMetrics(answers));
    const facts = told[name];
    if (!facts) return void request.socket.destroy();
    response.end(nodeMetrics(name, facts));
  });
  await new Promise<void>((resolve) => exporters.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${await startPrometheus((exporters.address() as AddressInfo).port)}/consoles/site.html`;
}, 10 * MINUTE);
afterAll(async () => {
  await browser?.close();
  prometheus?.kill();
  exporters?.close();
  if (directory) rmSync(directory, { recursive: true });
});

beforeEach(async () => {
  page = await browser.newPage();
}, MINUTE);
afterEach(() => page.close());

async function freePort(): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}

async function startPrometheus(exportersPort: number): Promise<number> {
  const target = (path: string, labels: object) => ({
    targets: [`127.0.0.1:${exportersPort}`],
    labels: { __metrics_path__: `/${path}`, ...labels },
  });
  const nodes = NODES.map(({ name, tier, address }) => target(name, { tier, address, instance: `${address}:9100` }));
  const config = {
    global: { scrape_interval: '2s', scrape_timeout: '2s', evaluation_interval: '2s' },
    rule_files: ['rules.yml'],
    scrape_configs: [
      { job_name: 'node', static_configs: nodes },
      { job_name: 'site', static_configs: [target('site', {})] },
    ],
  };
  const sizes = { nodes: { lb: 2, web: 2, app: 2, mysql: 3, monitoring: 2 } };
  const runbook = 'https://example.com/runbook.md';
  const model = { site: 'www.foobar.com', tiers: ['lb', 'web', 'app', 'mysql', 'monitoring'], runbook };
  mkdirSync(join(directory, 'consoles'));
  // JSON is YAML.
  writeFileSync(join(directory, 'prometheus.yml'), JSON.stringify(config));
  writeFileSync(join(directory, 'rules.yml'), renderRules(ruleGroups(Slo.of(), sizes), runbook));
  writeFileSync(join(directory, 'consoles/site.html'), renderStatusPage(model));
  const port = await freePort();
  const args = [
    `--config.file=${join(directory, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.console.templates=${join(directory, 'consoles')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.external-url=http://monitoring-1.int.foobar.com:9090/',
  ];
  prometheus = spawn(join(directory, 'usr/bin/prometheus'), args, { stdio: 'ignore' });
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
  await until(() => ready().catch(() => false), 60, 'Prometheus is ready');
  return port;
}

const shows = (selector: string, text: string, seconds = 60) =>
  page.waitForFunction(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => one.textContent.replace(/\\s+/g, ' ').includes(${JSON.stringify(text)}))`,
    { timeout: seconds * 1000 },
  );
const texts = (selector: string) =>
  page.$$eval(selector, (found) =>
    found.map((one) => (one as unknown as { textContent: string }).textContent.replace(/\s+/g, ' ').trim()),
  );

test(
  'shows every node, who is active, who is primary, and what is left of what was promised',
  async () => {
    await page.goto(url);
    await shows('#health', 'well');
    await shows('dl', 'Availability: left of what 30 days allow 100%');
    expect(await texts('.node h3')).toEqual([
      'lb-1 — active — has the reserved IP',
      'lb-2 — standby',
      ...['web-1', 'web-2', 'app-1', 'app-2'],
      'mysql-1 — primary',
      'mysql-2 — replica, 0.0 s behind',
      'mysql-3 — replica, 0.0 s behind',
      ...['monitoring-1', 'monitoring-2'],
    ]);
    const facts = await texts('dl div');
    expect(facts).toContainEqual(expect.stringMatching(/^Last base backup 2h 0m \d+s ago$/));
    expect(facts).toContain('First certificate ends in 70 days');
    expect(await texts('.alerts li')).toEqual(['none']);
  },
  2 * MINUTE,
);

test(
  'goes on by itself while nodes vanish and come back: a lost node stays, as lost',
  async () => {
    await page.goto(url);
    await shows('[data-node="web-1"]', '● well');
    told['web-1'] = null;
    told['app-2'] = { node_ready: 0, failed_units: 2 };
    told['web-2'] = { node_ready: 0, node_draining: 1 };
    await shows('[data-node="web-1"]', '○ lost does not answer; heard last at ');
    await shows('[data-node="app-2"]', '○ down not ready: see its journal 2 failed units');
    await shows('[data-node="web-2"]', '◐ wants attention draining: what it does goes to others');
    told['web-2'] = {};
    await shows('[data-node="web-2"]', '● well');
    await shows('[data-tier="web"] h2', 'wants attention');
    expect(await page.$$('.node')).toHaveLength(NODES.length);
    await shows('#health', 'wants attention');
    await shows('[data-alert="TierBelowRedundancy"]', 'TierBelowRedundancy web');
    told['web-1'] = {};
    await shows('[data-node="web-1"]', '● well');
    told['app-2'] = {};
    await shows('.alerts', 'none');
    await shows('#events', 'TierBelowRedundancy web began, and is over');
  },
  5 * MINUTE,
);

test(
  'without a primary, and without an answer from outside, the site is down; who takes over is an event',
  async () => {
    told = { ...well(), 'mysql-1': null };
    await page.goto(url);
    await shows('[data-tier="mysql"] h2', 'down');
    await shows('#health', 'down');
    await shows('dl', 'Primary nobody');
    told['mysql-2'] = { ...told['mysql-2'], mysql_writer: 1 };
    await shows('[data-node="mysql-2"]', 'primary');
    await shows('#health', 'wants attention');
    // Prometheus looks back once a minute.
    await shows('#events', 'mysql-2 becomes primary', 90);
    answers = 0;
    await shows('#health', 'down');
    expect(await page.title()).toBe('○ down — www.foobar.com');
  },
  3 * MINUTE,
);

test.each(VIEWS)(
  'a page in the %s scheme on a %s fits, and axe finds nothing that keeps anybody from reading it',
  async (scheme, _device, screen) => {
    answers = 1;
    told = { ...well(), 'web-1': null, 'app-2': { failed_units: 2 }, 'mysql-3': { mysql_member: 0 } };
    await viewAs(page, scheme, screen);
    await page.goto(url);
    // A page that is held does not change any more: what the test before told must be over.
    await shows('[data-node="web-1"]', '○ lost', 90);
    await shows('.alerts', 'MysqlBelowSize', 90);
    await shows('#health', 'wants attention', 90);
    await page.goto(`${url}?hold=1`);
    await shows('#health', 'wants attention');
    await expectReadable(page);
  },
  5 * MINUTE,
);
