/** Decisions have one layout, and one list. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './markdown';

const DIRECTORY = join(ROOT, 'docs/adr');
const files = readdirSync(DIRECTORY).filter((name) => /^\d{4}-/.test(name));
const read = (name: string) => readFileSync(join(DIRECTORY, name), 'utf8');

test.each(files)('%s has a number, a status with its date, context, decision and consequences', (name) => {
  const [title = '', blank, status = ''] = read(name).split('\n');
  expect(title).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`));
  expect(blank).toBe('');
  expect(status).toMatch(/^Status: (accepted|superseded by \d+), 20\d\d-\d\d-\d\d\.$/);
  const parts = [...read(name).matchAll(/^## (\w+)$/gm)].map(([, part]) => part);
  expect(parts.filter((part) => part !== 'Alternatives')).toEqual(['Context', 'Decision', 'Consequences']);
});

test('the list has every decision by its title', () => {
  const list = read('README.md');
  const titles = files.map(
    (name) =>
      `${read(name)
        .split('\n')[0]!
        .replace(/^# (\d+)\. /, '$1. [')}](${name})`,
  );
  expect(titles.filter((title) => !list.includes(title))).toEqual([]);
});
