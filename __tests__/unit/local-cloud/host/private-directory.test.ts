import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivate } from '../../../../local-cloud/host/private-directory';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cache-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

test('closes a directory that others could enter, and makes one that is not there', () => {
  mkdirSync(join(directory, 'base-1'));
  chmodSync(directory, 0o755);
  makePrivate(directory);
  makePrivate(join(directory, 'base-2'));
  expect([mode(directory), mode(join(directory, 'base-2'))]).toEqual([0o700, 0o700]);
});

test('leaves a directory alone that others use too', () => {
  chmodSync(directory, 0o1777);
  expect(() => makePrivate(directory)).toThrow('belongs to others, too');
  expect(mode(directory)).toBe(0o777);
});
