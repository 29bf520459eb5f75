import { createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import type { NetworkState } from '../runtime';
import { lookup } from './resolver';

/**
 * An HTTP proxy (absolute URLs and CONNECT) whose connections come from `from` and find names in the zones: what stands
 * at one end of it is out on the local cloud's internet.
 */
export function createForwardProxy(from: string, state: () => NetworkState): Server {
  const addressOf = (host: string) => (/^[\d.]+$/.test(host) ? host : lookup(host, state())[0]);

  const proxy = createServer((incoming, response) => {
    const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url!) : undefined;
    const host = url && addressOf(url.hostname);
    if (!url || !host) return void response.writeHead(502).end(`no address for ${url?.hostname ?? incoming.url}\n`);
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith('proxy-')));
    const outgoing = request(
      {
        host,
        port: url.port || 80,
        path: url.pathname + url.search,
        method: incoming.method,
        headers,
        localAddress: from,
      },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', (error) =>
      response.headersSent ? response.destroy() : response.writeHead(502).end(`${error.message}\n`),
    );
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });

  proxy.on('connect', (incoming, socket, head) => {
    const [name = '', port = '443'] = (incoming.url ?? '').split(':');
    const host = addressOf(name);
    if (!host) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const upstream = connect({ host, port: Number(port), localAddress: from }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  return proxy;
}
