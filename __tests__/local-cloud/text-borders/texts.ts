import fc from 'fast-check';

/** What means something to one of the formats. */
const SIGNS = [
  ...' \t\n\r\'"`\\#$%{}[]()<>;:,.!?&|=*+-/_~^@',
  '{{',
  '}}',
  '${',
  '%[',
  '..',
  '//',
  '# ',
  ': ',
  '\u0085',
  '\u2028',
];
const WORDS = ['a', 'Z', '0', 'é', '😀', 'null', 'yes', 'if', '--', 'http'];

/** Any text without NUL: signs of the formats and words, or any characters at all. */
export const anyText = fc
  .oneof(
    fc.array(fc.constantFrom(...SIGNS, ...WORDS), { maxLength: 12 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  .filter((text) => !/\0|\p{Surrogate}|TfToken/u.test(text));

/** Some of those that `accepts` takes, made of its own characters and of others, each once; never none. */
export function accepted(
  accepts: (text: string) => boolean,
  { signs, begin = '', end = '', count, seed }: Sample,
): readonly string[] {
  const near = fc
    .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...signs) }, fc.constantFrom(...SIGNS)), { maxLength: 10 })
    .map((words) => `${begin}${words.join('')}${end}`);
  const tried = fc.sample(fc.oneof({ weight: 4, arbitrary: near }, anyText), { numRuns: 40 * count, seed });
  const taken = [...new Set(tried.filter(accepts))].slice(0, count);
  if (taken.length < count) throw new Error(`${taken.length} of ${count} texts: the sample is not what it should be`);
  return taken;
}

export interface Sample {
  readonly signs: Iterable<string>;
  readonly begin?: string;
  readonly end?: string;
  readonly count: number;
  readonly seed: number;
}
