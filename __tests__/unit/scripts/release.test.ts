import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runTypeScript } from '../../documented-program';
import { notesOf, planRelease } from '../../../scripts/release/plan-release';

const ROOT = join(__dirname, '../../..');
const CHANGELOG = `# Changelog

Words on versions.

## 0.3.0 - unreleased

Brings a thing.

## 0.2.1 - 2026-10-02

Mends another.

## 0.2.0 - 2026-09-01

First.
`;
const release = (requested: string, changelog = CHANGELOG) => planRelease('0.2.1', changelog, requested, '2026-11-25');

test.each([
  ['patch', '0.2.2'],
  ['minor', '0.3.0'],
  ['major', '1.0.0'],
  ['0.9.7', '0.9.7'],
])('asked for %s, it is %s', (requested, version) => {
  expect(release(requested)).toMatchObject({ version, tag: `v${version}` });
});

test('the unreleased section gets the version and the day, and nothing else changes', () => {
  expect(release('minor').changelog).toBe(CHANGELOG.replace('0.3.0 - unreleased', '0.3.0 - 2026-11-25'));
  expect(release('1.0.0').changelog).toContain('## 1.0.0 - 2026-11-25\n\nBrings a thing.');
});

test('the notes are what the changelog says of the version', () => {
  expect(release('minor').notes).toBe('Brings a thing.');
  expect(notesOf(CHANGELOG, '0.2.1')).toBe('Mends another.');
  expect(() => notesOf(CHANGELOG, '7.0.0')).toThrow('CHANGELOG.md has no section of 7.0.0.');
});

test.each([
  [
    'a version that is out',
    '0.2.1',
    CHANGELOG,
    '0.2.1 is not newer than 0.2.1, which is released: ask for 0.2.2 or later.',
  ],
  ['an older one', '0.1.9', CHANGELOG, '0.1.9 is not newer than 0.2.1'],
  [
    'what is no version',
    'next',
    CHANGELOG,
    "'next' is neither a version nor a step: write it like 1.4.2, or major, minor, patch.",
  ],
  [
    'a release of nothing',
    'minor',
    CHANGELOG.replace('Brings a thing.', ''),
    'The unreleased section of CHANGELOG.md is empty',
  ],
  [
    'a changelog without one',
    'minor',
    CHANGELOG.replace('unreleased', '2026-11-01'),
    "has no section '## X.Y.Z - unreleased' on top",
  ],
])('refuses %s', (_, requested, changelog, message) => {
  expect(() => release(requested, changelog)).toThrow(message);
});

test('the dry run of this very package says what it would do, and does nothing', async () => {
  const git = () => execFileSync('git', ['status', '--porcelain'], { cwd: ROOT, encoding: 'utf8' });
  const before = git();
  const said = await runTypeScript('scripts/release.ts', ['--dry-run', '99.0.0']);
  expect(said).toMatch(/^version +\d+\.\d+\.\d+ -> 99\.0\.0 /);
  expect(said).toContain('v99.0.0');
  expect(said).toContain('Nothing was changed.');
  expect(git()).toBe(before);
}, 60_000);
