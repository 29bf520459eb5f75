import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { STATUS_PAGE_STYLE } from '../../constructs/monitoring/status-page/status-page-style';
import type { SiteStatus } from './site-status';

const PAGE = join(__dirname, 'status-page.html');
/** Nodes are asked at most so often, however many browsers look. */
const FRESH_MS = 2000;

export interface StatusServer {
  readonly url: string;
  close(): void;
}

/** Serves the status page on loopback. Rejects when the port is taken. */
export async function serveStatus(site: string, ask: () => Promise<SiteStatus>, port: number): Promise<StatusServer> {
  const page = readFileSync(PAGE, 'utf8').replace('STYLE', STATUS_PAGE_STYLE);
  let asked: { readonly at: number; readonly status: Promise<SiteStatus> } | undefined;
  const fresh = () => {
    if (!asked || Date.now() - asked.at > FRESH_MS) asked = { at: Date.now(), status: ask() };
    return asked.status;
  };
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
    if (request.url === '/') return void send(200, 'text/html', page);
    if (request.url !== '/status.json') return void send(404, 'text/plain', 'not found\n');
    fresh().then(
      (status) => send(200, 'application/json', JSON.stringify({ site, ...status })),
      (error: Error) => send(503, 'text/plain', error.message),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
