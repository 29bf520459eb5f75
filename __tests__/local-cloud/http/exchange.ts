import type { Chain, Way } from './chain';
import { HOST } from './chain-model';

export interface Exchanged {
  readonly status?: number;
  readonly head: string;
  readonly body: string;
  readonly error?: string;
  /** Until the answer began. */
  readonly answeredAfterMs?: number;
  /** Until the other side ended the connection; none when it did not. */
  readonly closedAfterMs?: number;
}

/** A request line, headers and a body as they are written; `Host` and `Connection: close` unless told otherwise. */
export function request(line: string, headers: readonly string[] = [], body = '', host = `Host: ${HOST}\r\n`): string {
  return `${line} HTTP/1.1\r\n${host}${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n${body}`;
}

/** Sends bytes as they are over TLS, and collects what comes until the connection ends, or for so many seconds. */
export function exchange(chain: Chain, send: string | Buffer, way: Way = {}, seconds = 10): Promise<Exchanged> {
  const begun = Date.now();
  const socket = chain.connectTls(way);
  const received: Buffer[] = [];
  let error: string | undefined;
  let answeredAfterMs: number | undefined;
  return new Promise((resolve) => {
    const finish = (closedAfterMs?: number) => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(received).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const [head, body] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 4)];
      const status = Number(/^HTTP\/1\.[01] (\d+)/.exec(text)?.[1]) || undefined;
      resolve({ status, head, body, error, answeredAfterMs, closedAfterMs });
    };
    const timer = setTimeout(() => finish(), seconds * 1000);
    socket.on('secureConnect', () => socket.write(typeof send === 'string' ? Buffer.from(send, 'latin1') : send));
    socket.on('data', (data: Buffer) => {
      answeredAfterMs ??= Date.now() - begun;
      received.push(data);
    });
    socket.on('error', (failure: NodeJS.ErrnoException) => (error = failure.code ?? failure.message));
    socket.on('end', () => socket.end());
    socket.on('close', () => finish(Date.now() - begun));
  });
}
