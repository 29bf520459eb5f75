import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/** Where a page must be read: the screens, each in both schemes. */
export const VIEWS = [
  ['light', 'phone', PHONE],
  ['dark', 'phone', PHONE],
  ['light', 'desk', DESK],
  ['dark', 'desk', DESK],
] as const;

/** Before the page is opened. */
export async function viewAs(page: Page, scheme: string, screen: { width: number; height: number }): Promise<void> {
  await page.setViewport(screen);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  // Or else axe may not run.
  await page.setBypassCSP(true);
}

/** Nothing is wider than the screen, and axe finds nothing that keeps anybody from reading it. */
export async function expectReadable(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations, passes } = (await page.evaluate('axe.run()')) as Record<
    'violations' | 'passes',
    { id: string; nodes: { target: string[] }[] }[]
  >;
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  expect(passes.map(({ id }) => id)).toContain('color-contrast');
}
