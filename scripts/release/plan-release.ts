/** What a release changes, without doing it. */
export interface Release {
  readonly version: string;
  readonly tag: string;
  /** The changelog with the release's date in it. */
  readonly changelog: string;
  /** What the release brings: the changelog's section. */
  readonly notes: string;
}

const STEPS = ['major', 'minor', 'patch'] as const;
const HEADING = /^## (\d+\.\d+\.\d+) - (unreleased|\d{4}-\d\d-\d\d)$/gm;

/**
 * `requested` is a version, or the step from the last one. The changelog's first section must be the unreleased one and say something; a version
 * must be newer than all that are released.
 */
export function planRelease(current: string, changelog: string, requested: string, today: string): Release {
  const [first, ...released] = sectionsOf(changelog);
  if (first?.date !== 'unreleased')
    throw new Error("CHANGELOG.md has no section '## X.Y.Z - unreleased' on top: write what is new, then release.");
  if (first.notes === '')
    throw new Error('The unreleased section of CHANGELOG.md is empty: write what is new, then release.');
  const version = next(current, requested);
  const newest = released[0]?.version;
  if (newest !== undefined && compare(version, newest) <= 0)
    throw new Error(
      `${version} is not newer than ${newest}, which is released: ask for ${next(newest, 'patch')} or later.`,
    );
  const heading = `## ${version} - ${today}`;
  return { version, tag: `v${version}`, changelog: changelog.replace(first.heading, heading), notes: first.notes };
}

/** The section of a version, for the page of its release. */
export function notesOf(changelog: string, version: string): string {
  const section = sectionsOf(changelog).find((one) => one.version === version);
  if (!section) throw new Error(`CHANGELOG.md has no section of ${version}.`);
  return section.notes;
}

function sectionsOf(changelog: string) {
  const headings = [...changelog.matchAll(HEADING)];
  return headings.map(({ 0: heading, 1: version, 2: date, index }, i) => ({
    heading,
    version: version!,
    date: date!,
    notes: changelog.slice(index + heading.length, headings[i + 1]?.index).trim(),
  }));
}

function next(current: string, requested: string): string {
  if (/^\d+\.\d+\.\d+$/.test(requested)) return requested;
  const step = STEPS.findIndex((one) => one === requested);
  if (step < 0)
    throw new Error(`'${requested}' is neither a version nor a step: write it like 1.4.2, or ${STEPS.join(', ')}.`);
  return numbers(current)
    .map((n, i) => (i < step ? n : i === step ? n + 1 : 0))
    .join('.');
}

function compare(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  const different = left.findIndex((n, i) => n !== right[i]);
  return different < 0 ? 0 : left[different]! - right[different]!;
}

function numbers(version: string): number[] {
  return version.split('.').map(Number);
}
