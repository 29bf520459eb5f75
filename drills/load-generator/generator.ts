import { join } from 'node:path';
import { goProgram } from '../../host/go-program';

/** What sends a load's requests. */
export interface LoadGenerator {
  readonly name: 'compiled' | 'Node.js';
  /** A load plan as JSON comes last. */
  readonly command: readonly string[];
}

const NODE: LoadGenerator = {
  name: 'Node.js',
  command: [process.execPath, '--import', 'tsx', join(__dirname, '../load-process.ts')],
};

/** The compiled generator where there is a Go compiler; otherwise Node's, which a busy machine delays. */
export async function loadGenerator(cacheDir: string, go?: string): Promise<LoadGenerator> {
  const program = await goProgram(__dirname, cacheDir, go);
  return program === undefined ? NODE : { name: 'compiled', command: [program] };
}
