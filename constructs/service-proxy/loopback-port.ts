import { createHash } from 'node:crypto';

/** Below the ports that the kernel gives to connections. */
const [FIRST, COUNT] = [20_000, 10_000];

/** The port on its callers' loopback of a service of that name: the same whatever other services there are. */
export function loopbackPortOf(name: string): number {
  return FIRST + (createHash('sha256').update(name).digest().readUInt32BE() % COUNT);
}
