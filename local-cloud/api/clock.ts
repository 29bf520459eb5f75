/** The time in the vendors' form: seconds, UTC. */
export function now(): string {
  return timeOf(Date.now());
}

/** @param at milliseconds */
export function timeOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
