import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;

/** One visit of an uptime check. */
export interface Visit {
  /** When it began, milliseconds. */
  readonly at: number;
  /** An answer below 400 came in 10 seconds. */
  readonly up: boolean;
  /** Until the answer was complete. */
  readonly latencyMs: number;
  /** Until the certificate ends; undefined without one. */
  readonly certificateDays?: number;
  /** For people. */
  readonly says: string;
}

/** @param proxy socket of the forward proxy that stands out on the local cloud's internet */
export async function visit(proxy: string, authority: string, target: string): Promise<Visit> {
  const at = Date.now();
  let certificateDays: number | undefined;
  const since = () => Date.now() - at;
  try {
    const url = new URL(target);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let asked: ClientRequest;
    if (url.protocol === 'https:') {
      const socket = await secured(proxy, authority, url, signal);
      certificateDays = (Date.parse(socket.getPeerCertificate().valid_to) - at) / DAY_MS;
      asked = tlsRequest(url, { createConnection: () => socket, signal });
    } else {
      asked = plainRequest({ socketPath: proxy, path: url.href, headers: { host: url.host }, agent: false, signal });
    }
    const status = await answered(asked);
    const latencyMs = since();
    return { at, up: status < 400, latencyMs, certificateDays, says: `${status} after ${latencyMs} ms` };
  } catch (error) {
    const { name, message } = error as Error;
    const says = name === 'TimeoutError' || name === 'AbortError' ? `no answer in ${TIMEOUT_MS / 1000} s` : message;
    return { at, up: false, latencyMs: since(), certificateDays, says };
  }
}

function secured(proxy: string, authority: string, url: URL, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const host = `${url.hostname}:${url.port || 443}`;
    plainRequest({ socketPath: proxy, method: 'CONNECT', path: host, agent: false, signal })
      .on('connect', (answer: IncomingMessage, socket: Socket) => {
        if (answer.statusCode !== 200) return reject(new Error(`no way to ${host}`));
        const secure = connect({ socket, servername: url.hostname, ca: authority }, () => resolve(secure));
        secure.on('error', reject);
        signal.addEventListener('abort', () => secure.destroy(signal.reason as Error));
      })
      .on('error', reject)
      .end();
  });
}

function answered(asked: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    asked
      .on('response', (answer) => {
        answer.on('error', reject).on('end', () => {
          asked.destroy();
          resolve(answer.statusCode!);
        });
        answer.resume();
      })
      .on('error', reject)
      .end();
  });
}
