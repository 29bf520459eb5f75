import { connect, createServer, type Socket } from 'node:net';

export interface PortForward {
  close(): Promise<void>;
}

/**
 * A port on the host's loopback that leads to a socket file: how the host reaches a process inside the router's namespace,
 * without anything added to the host's network.
 */
export async function forwardPort(port: number, socketFile: string): Promise<PortForward> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
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
