/** What a planned change does to visitors and to data, from nothing to the worst. */
export const IMPACTS = ['no change', 'safe', 'rolling', 'disruptive', 'less secure', 'data loss'] as const;

/**
 * - `no change`: nothing happens in the cloud
 * - `safe`: visitors notice nothing, and no data is touched
 * - `rolling`: something that serves is replaced, and its successor serves before it goes
 * - `disruptive`: something that serves is gone or busy for a while, or for good
 * - `less secure`: somebody may connect who could not before, or a setting protects less
 * - `data loss`: something that holds data goes, and its data with it
 */
export type Impact = (typeof IMPACTS)[number];

/** What a pipeline lets through when it says nothing else. */
export const ALLOWED_BY_DEFAULT: readonly Impact[] = ['safe', 'rolling'];

export function isWorse(a: Impact, b: Impact): boolean {
  return IMPACTS.indexOf(a) > IMPACTS.indexOf(b);
}

/** Reads `safe,rolling`; what has two words may be written with a hyphen, as command lines like it: `data-loss`. */
export function parseImpacts(list: string): Impact[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map((word) => {
      const impact = IMPACTS.find((one) => one === word.replace('-', ' '));
      if (impact) return impact;
      const known = IMPACTS.map((one) => one.replace(' ', '-')).join(', ');
      throw new Error(`'--allow' must name impacts, got '${word}' (use some of ${known}, with commas between)`);
    });
}
