import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
/** Their apt has directories, and with them locks, of its own. */
const OWN_LOCKS = ['local-cloud/image/build.ts', 'bench/root.ts'];

/** Lines that run apt-get, of the programs that this package and its local cloud run on nodes and on this machine. */
function calls(): string[] {
  const files = execFileSync(
    'git',
    ['ls-files', 'constructs', 'local-cloud', 'operator', 'drills', 'chaos', 'bench', 'scripts'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  return files
    .split('\n')
    .filter((file) => /\.(ts|mjs|sh|py)$/.test(file) && !OWN_LOCKS.includes(file))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .filter((line) => /apt-get|\bapt (install|update)/.test(line) && !/^\s*(\*|\/\*\*|#)/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
}

test('whatever runs apt waits five minutes for its lock', () => {
  const found = calls();
  expect(found.length).toBeGreaterThanOrEqual(4);
  const waits = (line: string) =>
    line.includes('-o DPkg::Lock::Timeout=300 ') ||
    line.startsWith("local-cloud/host/apt.ts: await run('apt-get', argv,") ||
    // `update` knows no such option: it is repeated.
    / for _ in \$\(seq 300\); do apt-get -q update && break; sleep 1; done$/.test(line);
  expect(found.filter((line) => !waits(line))).toEqual([]);
});
