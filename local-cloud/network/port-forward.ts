import { connect, createServer, type Socket } from 'node:net';
import { userOfPeer } from './peer-user';

export interface PortForward {
  close(): Promise<void>;
}

interface PortForwardOptions {
  /** Ends connections of users other than root and this process's own. @default anybody may connect */
  readonly rootAlone?: boolean;
  /** Where it listens. @default 127.0.0.1 */
  readonly address?: string;
}

/**
 * A port that leads to a socket file, which crosses network namespaces: how the host reaches a process inside the router's, and droplets
 * one on the host, without anything added to the host's network.
 */
export async function forwardPort(
  port: number,
  socketFile: string,
  { rootAlone = false, address = '127.0.0.1' }: PortForwardOptions = {},
): Promise<PortForward> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (rootAlone && ![0, process.getuid?.()].includes(userOfPeer(near))) return void near.destroy();
    const far = connect(socketFile);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
