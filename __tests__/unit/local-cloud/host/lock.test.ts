import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimStateDir, takeLock } from '../../../../local-cloud/host/lock';

const directory = () => mkdtempSync(join(tmpdir(), 'lock-'));

test('refuses a state directory of another run', () => {
  const stateDir = join(directory(), 'state');
  claimStateDir({ stateDir, run: 'one' });
  claimStateDir({ stateDir, run: 'one' });
  expect(() => claimStateDir({ stateDir, run: 'two' })).toThrow("belongs to the run 'one', not to 'two'");
  expect(statSync(stateDir).mode & 0o777).toBe(0o700);
});

// The start time in a lock comes from /proc.
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a lock', () => {
  test('refuses a second holder until the first lets go', () => {
    const file = join(directory(), 'lock');
    const release = takeLock(file);
    expect(() => takeLock(file)).toThrow(`held by process ${process.pid}`);
    release();
    expect(() => takeLock(file)()).not.toThrow();
  });

  test('takes over the lock of a process that has ended, even when its id came round again', () => {
    const file = join(directory(), 'lock');
    writeFileSync(file, `${process.pid} 1\n`);
    expect(() => takeLock(file)()).not.toThrow();
  });
});
