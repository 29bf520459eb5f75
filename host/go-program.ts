import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, succeeds } from './run';

/** Files that a program is built from. */
const SOURCES = /\.go$|^go\.(?:mod|sum)$/;

/**
 * The program of a directory of Go files, compiled once for each version of its sources; undefined where there is no Go compiler. Modules
 * that its `go.mod` names come from Go's module proxy, and are what `go.sum` says.
 */
export async function goProgram(directory: string, cacheDir: string, go = 'go'): Promise<string | undefined> {
  if (!(await succeeds(go, ['version']))) return undefined;
  const sources = readdirSync(directory)
    .filter((name) => SOURCES.test(name) && !name.endsWith('_test.go'))
    .sort();
  const hash = createHash('sha256');
  for (const name of sources) hash.update(`${name}\0`).update(readFileSync(join(directory, name)));
  const program = join(cacheDir, `${basename(directory)}-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(program)) {
    mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
    const built = `${program}.${process.pid}`;
    // The compiler that is there: another version would be downloaded.
    const env = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };
    const hasModule = sources.includes('go.mod');
    const modules = hasModule
      ? { GO111MODULE: 'on', GOFLAGS: '-mod=readonly -buildvcs=false' }
      : { GO111MODULE: 'off' };
    await run(go, ['build', '-trimpath', '-o', built, '.'], { env: { ...env, ...modules }, cwd: directory });
    renameSync(built, program);
  }
  return program;
}
