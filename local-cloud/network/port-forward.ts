import { connect, createServer, type Socket } from 'node:net';
import { userOfPeer } from './peer-user';

export interface PortForward {
  close(): Promise<void>;
}

interface PortForwardOptions {
  /** Ends connections of users other than root and this process's own. @default anybody may connect */
  readonly rootAlone?: boolean;
}

/**
 * A port on the host's loopback that leads to a socket file: how the host reaches a process inside the router's namespace,
 * without anything added to the host's network.
 */
export async function forwardPort(
  port: number,
  socketFile: string,
  { rootAlone = false }: PortForwardOptions = {},
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
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
