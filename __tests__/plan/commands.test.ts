/** Documented commands that need no cloud, in their shortest form. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmRun } from '../documented-program';

test('npm run report -- production', async () => {
  expect(await npmRun('report', ['production'])).toMatch(/month/);
});

test('npm run diagram -- production', async () => {
  expect(await npmRun('diagram', ['production'])).toMatch(/^<svg .*<\/svg>\s*$/s);
});

test('npm run dashboards -- production --out DIR', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dashboards-'));
  try {
    await npmRun('dashboards', ['production', '--out', directory]);
    expect(readdirSync(directory).length).toBeGreaterThanOrEqual(7);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('npm run bench -- synth', async () => {
  expect(await npmRun('bench', ['synth', '5', '--rounds', '1'])).toMatch(/^5 +\d+ +\d+/m);
});
