import {
  createServer,
  request,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';

/** Where a request goes instead of a destination that the proxy denies: nowhere, and why. */
export interface Denied {
  readonly denied: string;
}

/** The IPv4 address to connect to; undefined when the name has none. */
export type AddressOf = (host: string, port: number) => Promise<string | Denied | undefined>;

/** A proxy that this one sends requests to, as the machine's other programs do. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  /** Value of Proxy-Authorization. @default none */
  readonly authorization?: string;
}

interface ForwardProxyOptions {
  /** The proxy that leads to a host. @default connections go to the destination itself */
  readonly upstreamOf?: (host: string) => Upstream | undefined;
}

type Route =
  { readonly address: string; readonly upstream?: Upstream } | { readonly status: 403 | 502; readonly why: string };
type RouteTo = (host: string, port: number) => Promise<Route>;

/** An HTTP proxy (absolute URLs and CONNECT): its connections come from where it runs. */
export function createForwardProxy(addressOf: AddressOf, { upstreamOf }: ForwardProxyOptions = {}): Server {
  const routeTo: RouteTo = async (host, port) => {
    const address = await addressOf(host, port);
    const upstream = upstreamOf?.(host);
    if (typeof address === 'object') return { status: 403, why: address.denied };
    // Behind a proxy a machine may have no names of the world outside: the upstream proxy resolves them.
    if (upstream) return { address: host, upstream };
    return address === undefined ? { status: 502, why: `no address for ${host}` } : { address };
  };
  const proxy = createServer((incoming, response) => void forward(incoming, response, routeTo));
  proxy.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    void tunnel(incoming, socket, head, routeTo);
  });
  return proxy;
}

async function forward(incoming: IncomingMessage, response: ServerResponse, routeTo: RouteTo): Promise<void> {
  const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url!) : undefined;
  if (url?.protocol !== 'http:') return void response.writeHead(400).end(`not an http URL: ${incoming.url}\n`);
  const port = Number(url.port || 80);
  const route = await routeTo(url.hostname, port);
  if (response.destroyed) return;
  if ('status' in route) return void response.writeHead(route.status).end(`${route.why}\n`);
  const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !name.startsWith('proxy-')));
  const { address, upstream } = route;
  const to: RequestOptions = upstream
    ? { host: upstream.host, port: upstream.port, path: url.href }
    : { host: address, port, path: url.pathname + url.search };
  const outgoing = request(
    { ...to, method: incoming.method, headers: { ...headers, ...authorization(upstream) } },
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

async function tunnel(incoming: IncomingMessage, socket: Socket, head: Buffer, routeTo: RouteTo): Promise<void> {
  const [name = '', text = '443'] = (incoming.url ?? '').split(':');
  const port = Number(text);
  const route = await routeTo(name, port);
  if (socket.destroyed) return;
  if ('status' in route) return void refuse(socket, route.status, route.why);
  const join = (far: Socket) => {
    far.on('error', () => socket.destroy());
    socket.on('close', () => far.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    far.write(head);
    far.pipe(socket).pipe(far);
  };
  const { address, upstream } = route;
  if (upstream) return tunnelBy(upstream, `${address}:${port}`, socket, join);
  const far = connect({ host: address, port });
  const failed = (error: Error) => refuse(socket, 502, error.message);
  const left = () => far.destroy();
  far.once('error', failed);
  socket.once('close', left);
  far.once('connect', () => {
    far.off('error', failed);
    socket.off('close', left);
    join(far);
  });
}

/** Asks another proxy for the tunnel. */
function tunnelBy(upstream: Upstream, target: string, socket: Socket, join: (far: Socket) => void): void {
  const { host, port } = upstream;
  const outgoing = request({
    ...{ host, port, method: 'CONNECT', path: target, agent: false },
    headers: { host: target, ...authorization(upstream) },
  });
  const left = () => outgoing.destroy();
  socket.once('close', left);
  outgoing.once('connect', (answer, far: Socket, rest: Buffer) => {
    socket.off('close', left);
    if (answer.statusCode !== 200) {
      far.destroy();
      return refuse(socket, 502, `the upstream proxy answers ${answer.statusCode}`);
    }
    if (rest.length > 0) far.unshift(rest);
    join(far);
  });
  outgoing.on('error', (error) => refuse(socket, 502, error.message));
  outgoing.end();
}

function authorization(upstream: Upstream | undefined): Record<string, string> {
  return upstream?.authorization === undefined ? {} : { 'proxy-authorization': upstream.authorization };
}

const REASONS = { 403: 'Forbidden', 502: 'Bad Gateway' };

function refuse(socket: Socket, status: keyof typeof REASONS, why: string): void {
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${why}\n`);
}
