import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepPrivate } from '../../../stacks/private-state';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'private-state-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const mode = (file: string) => statSync(file).mode & 0o777;

test('a state that is not there yet, and its backup, are private before Terraform writes them', () => {
  const file = join(directory, 'new.tfstate');
  keepPrivate(file);
  expect([mode(file), mode(`${file}.backup`)]).toEqual([0o600, 0o600]);
});

test('a state that others may read becomes private and keeps what it holds', () => {
  const file = join(directory, 'old.tfstate');
  writeFileSync(file, '{"version":4}');
  chmodSync(file, 0o644);
  keepPrivate(file);
  expect([mode(file), statSync(file).size]).toEqual([0o600, 13]);
});

test('a directory that is not there is left to whoever makes it', () => {
  keepPrivate(join(directory, 'none', 'new.tfstate'));
  expect(existsSync(join(directory, 'none'))).toBe(false);
});
