import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentRevision, isStale } from '../../../drills/revision';
import { run } from '../../../host/run';

const root = mkdtempSync(join(tmpdir(), 'revision-'));
const git = (...args: string[]) => run('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
const site = join(root, 'constructs/site.ts');

async function commit(): Promise<void> {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'x');
}

beforeAll(async () => {
  await git('init', '--quiet');
  mkdirSync(join(root, 'constructs/report'), { recursive: true });
  mkdirSync(join(root, 'docs'));
  writeFileSync(site, 'one');
  await commit();
});

test('a figure is of the code as it is until something that it depends on changes', async () => {
  const revision = await currentRevision(root);
  expect(revision).toMatch(/^[0-9a-f]{10}$/);
  for (const other of ['docs/drills.md', 'constructs/README.md', 'constructs/report/measured-outages.ts'])
    writeFileSync(join(root, other), 'a figure');
  await commit();
  expect(await isStale(revision, root)).toBe(false);
  appendFileSync(site, 'two');
  expect(await isStale(revision, root)).toBe(true);
  expect(await currentRevision(root)).toMatch(/^[0-9a-f]{10}\+$/);
  await commit();
  expect(await isStale(revision, root)).toBe(true);
});

test.each([
  ['of a commit that is not known', undefined],
  ['of files that were changed', '961ecbd0aa+'],
  ['of a commit that is not here', '0000000000'],
])('a figure %s is measured anew', async (_what, revision) => {
  expect(await isStale(revision, root)).toBe(true);
});

test('outside of a repository no commit is named', async () => {
  expect(await currentRevision(mkdtempSync(join(tmpdir(), 'no-repository-')))).toBeUndefined();
});
