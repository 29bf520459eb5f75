/** A gRPC server for unary calls on Node's own HTTP/2: all that Terraform asks of a provider. */
import { createSecureServer, createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import { loadMethods } from './wire';

export type Handler = (request: any) => Promise<object> | object;

const OK = 0;
const INTERNAL = 13;
const UNIMPLEMENTED = 12;

export interface Tls {
  readonly key: string;
  readonly cert: string;
  /** The one client that may connect. */
  readonly ca: string;
}

/** Serves on a socket file; gives what stops it. `connected` makes the handlers for one connection, by path. */
export async function serveGrpc(
  socket: string,
  tls: Tls | null,
  connected: () => Record<string, Handler>,
): Promise<() => void> {
  const methods = loadMethods();
  const sessions = new WeakMap<Http2Session, Record<string, Handler>>();
  const server = tls ? createSecureServer({ ...tls, requestCert: true, rejectUnauthorized: true }) : createServer();
  server.on('session', (session) => sessions.set(session, connected()));
  server.on('stream', (stream, headers) => void serve(stream, headers[':path']!));
  const serve = async (stream: ServerHttp2Stream, path: string): Promise<void> => {
    const method = methods.get(path);
    const handler = sessions.get(stream.session!)?.[path];
    if (!method || !handler) return trailers(stream, UNIMPLEMENTED, `no method ${path}`);
    try {
      const response = method.encode(await handler(method.decode(await message(stream))));
      const frame = Buffer.alloc(5);
      frame.writeUInt32BE(response.length, 1);
      // A Terraform that was killed has taken its stream along.
      if (stream.destroyed) return;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': OK }));
      stream.end(Buffer.concat([frame, response]));
    } catch (error) {
      trailers(stream, INTERNAL, String(error));
    }
  };
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return () => server.close();
}

async function message(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  // One byte says "compressed" (never), four give the length.
  return Buffer.concat(chunks).subarray(5);
}

function trailers(stream: ServerHttp2Stream, status: number, text: string): void {
  if (stream.destroyed) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc+proto',
      'grpc-status': status,
      'grpc-message': encodeURIComponent(text),
    },
    { endStream: true },
  );
}
