import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { EDGE_ADDRESS } from '../../local-cloud/addresses';
import { namespaceOfAddress } from '../../local-cloud/network/outside';
import { node, resourcesInState, settings } from './site';

/** What a raw connection to a load balancer came to. */
export interface Answer {
  readonly connected: boolean;
  readonly error?: string;
  readonly status?: number;
  readonly head: string;
  readonly body: string;
  /** None without an answer. */
  readonly answeredAfterMs?: number;
  /** None when the other side kept the connection. */
  readonly closedAfterMs?: number;
}

export interface Attempt {
  readonly send?: string;
  /** False for no TLS at all. */
  readonly tls?: false | Record<string, unknown>;
  readonly port?: number;
  readonly from?: string;
  /** How long to wait for the end of the connection. @default 6 */
  readonly seconds?: number;
}

export const HOST = 'www.foobar.com';

/** A request line, headers and a body as they are written; `Host` and `Connection: close` unless told otherwise. */
export function request(line: string, headers: readonly string[] = [], body = '', host = `Host: ${HOST}\r\n`): string {
  return `${line}\r\n${host}${headers.map((header) => `${header}\r\n`).join('')}Connection: close\r\n\r\n${body}`;
}

/** As Cloudflare's proxy connects: from its address, with the client certificate of this zone. */
export async function attempt({ send, tls, port, from, seconds }: Attempt): Promise<Answer> {
  const { publicIp } = await node('lb-1');
  const [pulls] = resourcesInState('cloudflare_authenticated_origin_pulls_certificate');
  const client = { cert: pulls!.certificate, key: pulls!.private_key, servername: HOST, rejectUnauthorized: false };
  const job = {
    host: publicIp,
    port: port ?? 443,
    from: from ?? EDGE_ADDRESS,
    tls: tls === false ? undefined : { ...client, ...tls },
    send: send === undefined ? undefined : Buffer.from(send, 'latin1').toString('base64'),
    seconds: seconds ?? 6,
  };
  const program = [process.execPath, join(__dirname, 'raw-client.mjs')];
  const { stdout, stderr } = spawnSync(
    'ip',
    ['netns', 'exec', namespaceOfAddress(settings.run, job.from), ...program],
    {
      input: JSON.stringify(job),
      encoding: 'utf8',
    },
  );
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

const FILLER = 'x'.repeat(20 * 1024);
const manyHeaders = Array.from({ length: 100 }, (_, i) => `X-${i}: y`);

/** Input, what is sent, and the statuses that are right: the table of docs/security.md. */
export const REFUSED: readonly (readonly [string, string, readonly number[]])[] = [
  ['a header of 20 KB', request('GET / HTTP/1.1', [`X-Large: ${FILLER}`]), [400]],
  ['100 headers', request('GET / HTTP/1.1', manyHeaders), [400]],
  ['a URI of 20 KB', request(`GET /${FILLER} HTTP/1.1`), [400]],
  [
    'Content-Length and Transfer-Encoding, CL.TE',
    request('POST / HTTP/1.1', ['Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\nG'),
    // HAProxy believes the chunks, drops the Content-Length, and what is left is no request: it ends the connection.
    [400, 404],
  ],
  [
    'Transfer-Encoding and Content-Length, TE.CL',
    request(
      'POST / HTTP/1.1',
      ['Transfer-Encoding: chunked', 'Content-Length: 4'],
      '5c\r\nGPOST / HTTP/1.1\r\n\r\n0\r\n\r\n',
    ),
    [400, 408],
  ],
  [
    'two different Content-Length',
    request('POST / HTTP/1.1', ['Content-Length: 3', 'Content-Length: 4'], 'abcd'),
    [400],
  ],
  ['a Content-Length that is no number', request('POST / HTTP/1.1', ['Content-Length: -1']), [400]],
  ['a hidden Transfer-Encoding', request('POST / HTTP/1.1', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'), [400, 422]],
  [
    'malformed chunks',
    request('POST / HTTP/1.1', ['Transfer-Encoding: chunked'], 'zz\r\nabc\r\n0\r\n\r\n'),
    [400, 408],
  ],
  ['a NUL in a header', request('GET / HTTP/1.1', ['X-Null: a\0b']), [400]],
  ['a space before a header colon', request('GET / HTTP/1.1', ['X-Space : a']), [400]],
  ['no valid request at all', 'HELO www.foobar.com\r\n\r\n', [400]],
  ['an unknown Host', request('GET / HTTP/1.1', [], '', 'Host: other.example\r\n'), [421]],
  ['two Hosts', request('GET / HTTP/1.1', [], '', `Host: ${HOST}\r\nHost: other.example\r\n`), [400]],
  ['no Host', request('GET / HTTP/1.1', [], '', ''), [400]],
  ['TRACE', request('TRACE / HTTP/1.1'), [405]],
  ['an unknown method', request('BREW / HTTP/1.1'), [405]],
  ['a body over the limit', request('POST /visits HTTP/1.1', ['Content-Length: 99999999']), [413]],
  ['traversal', request('GET /static/../../../../etc/passwd HTTP/1.1'), [400, 404]],
  ['encoded traversal', request('GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1'), [400, 404]],
];
