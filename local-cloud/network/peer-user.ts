import { readFileSync } from 'node:fs';

/** Fields of a line of /proc/net/tcp. */
const [LOCAL, REMOTE, UID] = [1, 2, 7];

/**
 * The user id that owns the other end of a connection over the host's IPv4 loopback, by the kernel's table; undefined when it is not
 * there.
 */
export function userOfPeer(
  { remotePort, localPort }: { readonly remotePort?: number; readonly localPort?: number },
  table = () => readFileSync('/proc/net/tcp', 'utf8'),
): number | undefined {
  if (remotePort === undefined || localPort === undefined) return undefined;
  // The peer's own view: its port is the local one. 0100007F is 127.0.0.1.
  const [own, other] = [remotePort, localPort].map((port) => `0100007F:${hex(port)}`);
  const line = table()
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find((fields) => fields[LOCAL] === own && fields[REMOTE] === other);
  return line && Number(line[UID]);
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
