import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MYSQL_TRACKS } from '../../../constructs/mysql/mysql-packages';
import { MYSQL_SIGNING_KEY } from '../../../constructs/mysql/mysql-signing-key';
import { COMPONENTS, type MeasuredRun } from '../../../scripts/versions/components';
import { renderVersions } from '../../../scripts/versions/render-versions';
import { ROOT } from './markdown';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const runs = JSON.parse(read('docs/versions.json')) as readonly MeasuredRun[];

test('the page of versions has the figures of its runs', () => {
  expect(read('docs/versions.md')).toBe(renderVersions(runs));
});

test('the default image and the default track of MySQL are those that ran', () => {
  const [run] = runs;
  expect(run!.guest).toContain('Debian GNU/Linux 13');
  expect(run!.versions.MySQL).toMatch(new RegExp(`^${MYSQL_TRACKS[0].replace('.', '\\.')}\\.`));
  expect(Object.keys(run!.versions)).toEqual(COMPONENTS.map(({ name }) => name));
});

test('the guide says the key’s fingerprint, its end and when it was looked at', () => {
  const { fingerprint, expires, checked } = MYSQL_SIGNING_KEY;
  const guide = read('docs/guides/database.md');
  for (const one of [fingerprint.match(/.{4}/g)!.join(' '), expires, checked]) expect(guide).toContain(one);
});
