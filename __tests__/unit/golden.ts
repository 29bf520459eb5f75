import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Compares `text` byte for byte with `golden/<name>` beside the test. UPDATE_GOLDEN=1 (`npm run snapshots`) writes the
 * file instead; the test commands never set it.
 */
export function expectGolden(testFile: string, name: string, text: string): void {
  const path = join(dirname(testFile), 'golden', name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
}
