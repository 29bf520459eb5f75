import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { NetworkState } from '../runtime';
import { EMPTY_NETWORK } from './router-files';

/** The state that a process of the network works by: what the last one left, then what comes by PUT on its socket. */
export class StateFeed {
  private state: NetworkState;

  public constructor(
    stateFile: string,
    private readonly control: string,
  ) {
    this.state = existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, 'utf8')) as NetworkState) : EMPTY_NETWORK;
  }

  public readonly current = (): NetworkState => this.state;

  /** Once everything else of the process answers: whoever reaches the socket relies on it. */
  public async open(): Promise<void> {
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        if (incoming.method === 'PUT') this.state = JSON.parse(Buffer.concat(chunks).toString()) as NetworkState;
        response.end();
      });
    });
    await listen(server, this.control);
  }
}

const TRIES = 5;

/**
 * Hands the state over; with HEAD only asks whether the process is there. A connection that is cut is tried again, for a busy machine sees
 * that happen: the state is whole each time.
 */
export async function feed(control: string, method: 'HEAD' | 'PUT', state = ''): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(control, method, state);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (attempt === TRIES || (code !== 'EPIPE' && code !== 'ECONNRESET')) throw error;
    }
  }
}

function send(control: string, method: string, state: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept could be closed just as it is used.
    const outgoing = request({ socketPath: control, method, agent: false }, (answer) =>
      answer.resume().on('end', resolve),
    );
    outgoing.on('error', reject).end(state);
  });
}

export function listen(server: Server, port: number | string, address?: string): Promise<void> {
  if (typeof port === 'string') rmSync(port, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...(typeof port === 'string' ? { path: port } : { port, host: address }) }, resolve);
  });
}
