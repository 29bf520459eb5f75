import { launch, type Browser, type Page } from 'puppeteer-core';
import { installHostPackages } from '../../local-cloud/host/packages';
import { succeeds } from '../../host/run';
import { serveStatus, type StatusServer } from '../../cli/status/serve-status';
import type { SiteStatus } from '../../cli/status/site-status';
import { aSite } from '../unit/cli/status/a-site';
import { VIEWS, expectReadable, viewAs } from './readable-page';

const MINUTE = 60_000;
const LONG = `nginx.service failed: ${'exit-code-'.repeat(20)}`;

let browser: Browser;
let server: StatusServer;
let page: Page;
let status: SiteStatus | Error;

beforeAll(async () => {
  if (!(await succeeds('chromium', ['--version']))) await installHostPackages(['chromium'], () => undefined);
  browser = await launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const ask = () => (status instanceof Error ? Promise.reject(status) : Promise.resolve(status));
  server = await serveStatus('production', ask, 0);
}, 10 * MINUTE);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  status = aSite();
  page = await browser.newPage();
}, MINUTE);
afterEach(() => page.close());

const shows = (selector: string, text: string) =>
  page.waitForFunction(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => one.textContent.includes(${JSON.stringify(text)}))`,
    { timeout: 20_000 },
  );

test(
  'shows who is active and who is primary, and goes on while nodes vanish and come back',
  async () => {
    await page.goto(server.url);
    await shows('[data-node="lb-1"]', 'active');
    await shows('[data-node="mysql-1"]', 'primary');
    await shows('#health', 'well');
    status = aSite({ 'lb-1': null, 'lb-2': { role: 'active', events: [{ at: 0, what: 'becomes active' }] } });
    await shows('[data-node="lb-1"]', 'cannot be asked');
    await shows('[data-node="lb-2"]', 'active');
    await shows('#events', 'lb-2 becomes active');
    await shows('#health', 'wants attention');
    status = aSite();
    await shows('#health', 'well');
    expect(await page.$$('.problem')).toEqual([]);
  },
  2 * MINUTE,
);

test(
  'says that what it shows is old while nobody answers, and goes on when somebody does',
  async () => {
    await page.goto(server.url);
    await shows('#health', 'well');
    status = new Error('the site cannot be reached');
    await shows('#stale:not([hidden])', 'No answer (the site cannot be reached). This is how it was at ');
    await shows('[data-node="lb-1"]', 'active');
    status = aSite();
    expect(await page.waitForSelector('#stale[hidden]', { timeout: 20_000 })).not.toBeNull();
  },
  2 * MINUTE,
);

test.each(VIEWS)(
  'a page in the %s scheme on a %s fits, and axe finds nothing that keeps anybody from reading it',
  async (scheme, _device, screen) => {
    status = aSite({ 'web-1': null, 'web-2': { failedUnits: [LONG] }, 'mysql-1': { role: 'replica' } });
    await viewAs(page, scheme, screen);
    await page.goto(server.url);
    await shows('#health', 'down');
    await expectReadable(page);
  },
  MINUTE,
);

test(
  'what a node says is shown as text, whatever it is',
  async () => {
    const markup = '<img src=x onerror="document.title=1">';
    status = aSite({ 'web-1': { failedUnits: [markup] } });
    await page.goto(server.url);
    await shows('[data-node="web-1"]', markup);
    expect(await page.title()).toBe('wants attention — production');
  },
  MINUTE,
);
