import { randomBytes } from 'node:crypto';
import {
  createServer as createHttpServer,
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  ServerResponse,
} from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request as httpsRequest } from 'node:https';
import { Agent as HttpAgent } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { EDGE_ADDRESS } from '../addresses';
import type { NetworkState, ZoneSpec } from '../runtime';
import type { EdgeCertificates } from './edge-certificates';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** A connection that cannot be made in this time goes to the next origin, milliseconds. */
const NEXT_ORIGIN_AFTER = 3000;
/** Of the last origin; then 522. Cloudflare's, by its documentation of that error. */
const LAST_ORIGIN_TIMEOUT = 19_000;
/** Idle connections to origins, milliseconds: "Proxy Idle Timeout" of Cloudflare's connection limits. */
const IDLE_TIMEOUT = 900_000;
/** How long the rest of a refused upload is read and thrown away, milliseconds. */
const DISCARD_TIMEOUT = 10_000;
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'te',
  'trailer',
]);

/** One request of a visitor's, on its way to an origin. */
interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly scheme: string;
  readonly zone: ZoneSpec;
  readonly host: string;
  readonly origins: readonly string[];
  /** Aborted when the visitor has left. */
  readonly signal: AbortSignal;
}

/**
 * Stands in Cloudflare's place: ends the visitor's TLS, speaks to the origins behind proxied records from EDGE_ADDRESS,
 * with what the zone's settings ask for (encryption mode, authenticated origin pulls, HSTS, https for all). An origin that does not
 * connect is passed over for the next one. No cache, no rules, no challenge.
 */
export class Edge {
  private readonly contexts = new Map<string, Promise<SecureContext>>();
  private readonly agents = new Map<string, Agent>();
  private readonly plainAgent = new HttpAgent({ keepAlive: true });
  private turn = 0;

  public constructor(
    private readonly state: () => NetworkState,
    private readonly certificates: EdgeCertificates,
  ) {}

  public async listen(): Promise<void> {
    const secure = createSecureServer({
      allowHTTP1: true,
      SNICallback: (name, done) => {
        const zone = this.zoneOf(name);
        if (!zone) return done(new Error(`no zone for ${name}`));
        this.contextOf(zone).then((context) => done(null, context), done);
      },
    });
    secure.on('request', (request: Request, response: Response) => this.serve(request, response, 'https'));
    secure.on('upgrade', (request: IncomingMessage, socket: Socket) =>
      this.serve(request, responseOn(socket, request), 'https'),
    );
    const plain = createHttpServer((request, response) => this.serve(request, response, 'http'));
    plain.on('upgrade', (request: IncomingMessage, socket: Socket) =>
      this.serve(request, responseOn(socket, request), 'http'),
    );
    for (const [server, port] of [
      [secure, 443],
      [plain, 80],
    ] as const) {
      server.on('clientError', (_error: Error, socket: { destroy(): void }) => socket.destroy());
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, EDGE_ADDRESS, resolve);
      });
    }
  }

  private zoneOf(name: string): ZoneSpec | undefined {
    return this.state().zones.find((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
  }

  private contextOf(zone: ZoneSpec): Promise<SecureContext> {
    const key = `${zone.name} ${zone.edge.minTlsVersion}`;
    let context = this.contexts.get(key);
    if (!context) {
      context = this.certificates.forZone(zone.name).then(({ key, certificate }) =>
        createSecureContext({
          key,
          cert: certificate,
          minVersion: `TLSv${zone.edge.minTlsVersion}`.replace('TLSv1.0', 'TLSv1') as 'TLSv1.2',
        }),
      );
      this.contexts.set(key, context);
    }
    return context;
  }

  private serve(request: Request, response: Response, scheme: 'http' | 'https'): void {
    const host = String(request.headers[':authority'] ?? request.headers.host ?? '')
      .toLowerCase()
      .replace(/:\d+$/, '');
    const zone = this.zoneOf(host);
    const origins = zone?.records
      .filter((record) => record.proxied && record.type === 'A' && record.name === host)
      .map((record) => record.content);
    if (!zone || !origins?.length) return refuse(response, 409, 'DNS points to prohibited IP');
    if (scheme === 'http' && zone.edge.alwaysUseHttps) {
      response.writeHead(301, { location: `https://${host}${request.url}` }).end();
      return;
    }
    const first = this.turn++ % origins.length;
    const left = new AbortController();
    response.once('close', () => left.abort());
    const inTurn = [...origins.slice(first), ...origins.slice(0, first)];
    void this.forward({ request, response, scheme, zone, host, origins: inTurn, signal: left.signal });
  }

  /**
   * Tries one origin after the other until one has a connection; from there on a failure is the visitor's to see. `anew`: not on a
   * connection that was used before.
   */
  private async forward(visit: Visit, anew = false): Promise<void> {
    const { request, response, zone, origins } = visit;
    let failure = { status: 521, text: 'Web server is down' };
    for (const [i, origin] of origins.entries()) {
      const upstream = this.connect(origin, visit, anew || isWebSocket(request));
      try {
        await connected(upstream, i < origins.length - 1 ? NEXT_ORIGIN_AFTER : LAST_ORIGIN_TIMEOUT);
      } catch (error) {
        failure = describe(error as NodeJS.ErrnoException);
        upstream.destroy();
        continue;
      }
      upstream.on('response', (answer) => {
        const refusedEarly = (answer.statusCode ?? 0) >= 400 && !hasNoBody(request) && !request.complete;
        if (refusedEarly) discardRest(request, upstream);
        relay(answer, response, zone, refusedEarly ? request : undefined);
      });
      upstream.on('upgrade', (answer: IncomingMessage, socket: Socket, head: Buffer) =>
        switchProtocols(answer, socket, head, response as ServerResponse),
      );
      upstream.on('error', () => {
        if (!request.complete) discardRest(request, upstream);
        if (response.headersSent) response.destroy();
        // The origin closed an idle connection just before its next use: nothing was processed, so ask again.
        else if (upstream.reusedSocket && hasNoBody(request)) void this.forward(visit, true);
        else refuse(response, 520, 'Web server returned an unknown error');
      });
      if (hasNoBody(request)) upstream.end();
      else request.pipe(upstream);
      return;
    }
    refuse(response, failure.status, failure.text);
  }

  private connect(origin: string, { request, scheme, zone, host, signal }: Visit, anew: boolean): ClientRequest {
    const headers = originHeaders(request, scheme, host);
    const { method, url: path } = request;
    const target = { host: origin, localAddress: EDGE_ADDRESS, method, path, headers, signal };
    if (zone.edge.ssl === 'off' || zone.edge.ssl === 'flexible')
      return httpRequest({ ...target, port: 80, agent: anew ? false : this.plainAgent });
    return httpsRequest({ ...target, port: 443, servername: host, agent: this.agentOf(zone, !anew) });
  }

  private agentOf(zone: ZoneSpec, keepAlive: boolean): Agent {
    const { ssl, originPull } = zone.edge;
    const ca = this.state().originCa;
    const key = JSON.stringify([zone.name, keepAlive, ssl, originPull?.certificate, ca]);
    let agent = this.agents.get(key);
    if (!agent) {
      agent = new Agent({
        keepAlive,
        timeout: IDLE_TIMEOUT,
        ca: [ca, this.certificates.root],
        rejectUnauthorized: ssl === 'strict',
        cert: originPull?.certificate,
        key: originPull?.privateKey,
      });
      this.agents.set(key, agent);
    }
    return agent;
  }
}

function isWebSocket(request: Request): boolean {
  return request.httpVersion === '1.1' && request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** A request that asks for an upgrade comes without one. */
function responseOn(socket: Socket, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  socket.on('error', () => socket.destroy());
  return response;
}

/** From here on bytes both ways; the end of one side is the end of the other. */
function switchProtocols(answer: IncomingMessage, origin: Socket, head: Buffer, response: ServerResponse): void {
  const visitor = response.socket;
  if (!visitor) return void origin.destroy();
  response.detachSocket(visitor);
  const lines = answer.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}\r\n`] : []));
  visitor.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
  visitor.write(head);
  for (const [from, to] of [
    [visitor, origin],
    [origin, visitor],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroySoon());
    from.pipe(to);
  }
}

/** The answer is there, and the origin takes no more: clients that read it only after they have sent everything get to see it. */
function discardRest(request: Request, upstream: ClientRequest): void {
  request.unpipe(upstream);
  request.resume();
}

function hasNoBody(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function originHeaders(request: Request, scheme: string, host: string): IncomingHttpHeaders {
  const visitor = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const kept = Object.entries(request.headers).filter(
    ([name]) => !name.startsWith(':') && !name.startsWith('cf-') && !HOP_BY_HOP.has(name) && name !== 'true-client-ip',
  );
  const before = request.headers['x-forwarded-for'];
  return {
    ...Object.fromEntries(kept),
    ...(isWebSocket(request) && { connection: 'Upgrade', upgrade: 'websocket' }),
    host,
    'cf-connecting-ip': visitor,
    'cf-ray': `${randomBytes(8).toString('hex')}-LOC`,
    'cf-visitor': JSON.stringify({ scheme }),
    'x-forwarded-for': before ? `${String(before)}, ${visitor}` : visitor,
    'x-forwarded-proto': scheme,
  };
}

/** Resolves when the request has a connection, secured if it is to be. */
function connected(upstream: ClientRequest, timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), timeout);
    const settle = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    upstream.on('error', settle);
    upstream.on('socket', (socket) => {
      if (upstream.reusedSocket) return settle();
      const secure = 'encrypted' in socket;
      socket.once(secure ? 'secureConnect' : 'connect', () => settle());
    });
  });
}

function describe(error: NodeJS.ErrnoException): { status: number; text: string } {
  if (error.code === 'ETIMEDOUT') return { status: 522, text: 'Connection timed out' };
  if (/CERT|SIGNATURE|ALTNAME|ISSUER/.test(error.code ?? '')) return { status: 526, text: 'Invalid SSL certificate' };
  if (/SSL|TLS|EPROTO|ECONNRESET/.test(error.code ?? '')) return { status: 525, text: 'SSL handshake failed' };
  return { status: 521, text: 'Web server is down' };
}

/** `unread`: its end comes first, for a connection that is closed before would take the answer with it. */
function relay(answer: IncomingMessage, response: Response, zone: ZoneSpec, unread?: Request): void {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
  if (zone.edge.hsts) headers['strict-transport-security'] = zone.edge.hsts;
  response.writeHead(answer.statusCode ?? 502, { ...headers, server: 'local-cloud-edge' } as never);
  answer.on('error', () => response.destroy());
  if (!unread) return void answer.pipe(response as NodeJS.WritableStream);
  answer.pipe(response as NodeJS.WritableStream, { end: false });
  const end = () => response.end();
  const timer = setTimeout(end, DISCARD_TIMEOUT);
  unread.once('end', () => {
    clearTimeout(timer);
    if (answer.readableEnded) end();
    else answer.once('end', end);
  });
}

function refuse(response: Response, status: number, text: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain' } as never);
  response.end(`error ${status}: ${text}\n`);
}
