/** The time in the vendors' form: seconds, UTC. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
