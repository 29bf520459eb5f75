import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** The IPv4 address of a name; undefined when it has none. */
type AddressOf = (host: string) => Promise<string | undefined>;

/** An HTTP proxy (absolute URLs and CONNECT): its connections come from where it runs. */
export function createForwardProxy(resolve: AddressOf): Server {
  const addressOf: AddressOf = (host) => (/^[\d.]+$/.test(host) ? Promise.resolve(host) : resolve(host));
  const proxy = createServer((incoming, response) => void forward(incoming, response, addressOf));
  proxy.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    void tunnel(incoming, socket, head, addressOf);
  });
  return proxy;
}

async function forward(incoming: IncomingMessage, response: ServerResponse, addressOf: AddressOf): Promise<void> {
  const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url!) : undefined;
  const host = url && (await addressOf(url.hostname));
  if (response.destroyed) return;
  if (!url || !host) return void response.writeHead(502).end(`no address for ${url?.hostname ?? incoming.url}\n`);
  const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith('proxy-')));
  const outgoing = request(
    { host, port: url.port || 80, path: url.pathname + url.search, method: incoming.method, headers },
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
}

async function tunnel(incoming: IncomingMessage, socket: Socket, head: Buffer, addressOf: AddressOf): Promise<void> {
  const [name = '', port = '443'] = (incoming.url ?? '').split(':');
  const host = await addressOf(name);
  if (socket.destroyed) return;
  if (!host) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  const upstream = connect({ host, port: Number(port) }, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  socket.on('close', () => upstream.destroy());
}
