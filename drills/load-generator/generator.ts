import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeeds } from '../../host/run';

/** What sends a load's requests. */
export interface LoadGenerator {
  readonly name: 'compiled' | 'Node.js';
  /** A load plan as JSON comes last. */
  readonly command: readonly string[];
}

const SOURCE = join(__dirname, 'main.go');
const NODE: LoadGenerator = {
  name: 'Node.js',
  command: [process.execPath, '--import', 'tsx', join(__dirname, '../load-process.ts')],
};

/** The compiled generator, built once for each version of its source where there is a Go compiler; otherwise Node's, which a busy machine delays. */
export async function loadGenerator(cacheDir: string, go = 'go'): Promise<LoadGenerator> {
  if (!(await succeeds(go, ['version']))) return NODE;
  const version = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const program = join(cacheDir, `load-generator-${version}`);
  if (!existsSync(program)) {
    mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
    const built = `${program}.${process.pid}`;
    // The compiler that is there: another version would be downloaded.
    const env = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GO111MODULE: 'off' };
    await run(go, ['build', '-trimpath', '-o', built, SOURCE], { env, cwd: __dirname });
    renameSync(built, program);
  }
  return { name: 'compiled', command: [program] };
}
