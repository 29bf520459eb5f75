import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStorage } from '../../../../local-cloud/spaces/object-storage';

const KEY = { accessKeyId: 'DOKEY', secretAccessKey: 'a secret' };
let directory: string;
let server: Server;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'objects-'));
  server = createServer(await createObjectStorage({ directory, key: KEY, bucket: 'backups' }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly etag?: string;
  readonly body: string;
}

const hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** AWS signature version 4, as clients make it. */
function signature(method: string, path: string, query: string, host: string, body: Buffer, secret: string) {
  const time = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const [day, scope] = [time.slice(0, 8), `${time.slice(0, 8)}/fra1/s3/aws4_request`];
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const headers = `host:${host}\nx-amz-content-sha256:${hex(body)}\nx-amz-date:${time}\n`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hex([method, path, query, headers, names, hex(body)].join('\n'))];
  const key = mac(mac(mac(mac(`AWS4${secret}`, day), 'fra1'), 's3'), 'aws4_request');
  return {
    host,
    'x-amz-date': time,
    'x-amz-content-sha256': hex(body),
    authorization: `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${mac(key, text.join('\n')).toString('hex')}`,
  };
}

function ask(
  method: string,
  path: string,
  body: string | Buffer = '',
  secret?: string,
  query = '',
  more: Record<string, string> = {},
): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const content = Buffer.from(body as string);
  const headers = secret === undefined ? {} : signature(method, path, query, `127.0.0.1:${port}`, content, secret);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: query ? `${path}?${query}` : path, headers: { ...headers, ...more } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, etag: answer.headers.etag, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.on('error', reject).end(content);
  });
}

const signed = (method: string, path: string, body: string | Buffer = '', query = '') =>
  ask(method, path, body, KEY.secretAccessKey, query);

test('keeps what a signed request puts, and gives it back', async () => {
  expect(await signed('PUT', '/backups/bases/one', 'content')).toMatchObject({ status: 200 });
  expect(await signed('GET', '/backups/bases/one')).toMatchObject({ status: 200, body: 'content' });
});

test.each([
  ['without a signature', undefined],
  ['with the signature of another secret', 'another secret'],
])('refuses a request %s', async (_, secret) => {
  await signed('PUT', '/backups/one', 'content');
  expect(await ask('GET', '/backups/one', '', secret)).toMatchObject({ status: 403 });
  expect(await ask('PUT', '/backups/two', 'x', secret)).toMatchObject({ status: 403 });
  expect(await signed('GET', '/backups/two')).toMatchObject({ status: 404 });
});

test("has no key beside its own: s3rver's is known to everybody", async () => {
  const { port } = server.address() as AddressInfo;
  const headers = signature('GET', '/backups', '', `127.0.0.1:${port}`, Buffer.alloc(0), 'S3RVER');
  const answer = await fetch(`http://127.0.0.1:${port}/backups`, {
    headers: { ...headers, authorization: headers.authorization.replace(KEY.accessKeyId, 'S3RVER') },
  });
  expect(answer.status).toBe(403);
});

test.each(['"', '&#34;'])(
  'names an object that came in parts by the hash of their hashes: quotes as %s',
  async (quote) => {
    const begun = await signed('POST', '/backups/big', '', 'uploads=');
    const id = /<UploadId>(\w+)</.exec(begun.body)![1]!;
    const parts = [Buffer.alloc(6_000_000, 'a'), Buffer.from('the rest')];
    const tags: string[] = [];
    for (const [i, part] of parts.entries()) {
      const { etag } = await signed('PUT', '/backups/big', part, `partNumber=${i + 1}&uploadId=${id}`);
      tags.push(etag!.replaceAll('"', ''));
    }
    const list = tags
      .map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${quote}${tag}${quote}</ETag></Part>`)
      .join('');
    await signed(
      'POST',
      '/backups/big',
      `<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`,
      `uploadId=${id}`,
    );
    const hashes = parts.map((part) => createHash('md5').update(part).digest());
    const expected = `${createHash('md5').update(Buffer.concat(hashes)).digest('hex')}-2`;
    expect((await signed('HEAD', '/backups/big')).etag).toBe(`"${expected}"`);
    expect((await signed('GET', '/backups/big')).body).toHaveLength(6_000_008);
  },
);

test('an upload that is cut off leaves the object as it was', async () => {
  await signed('PUT', '/backups/one', 'whole');
  const { port } = server.address() as AddressInfo;
  const body = Buffer.from('another content');
  const headers = signature('PUT', '/backups/one', '', `127.0.0.1:${port}`, body, KEY.secretAccessKey);
  await new Promise((resolve) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: 'PUT',
      path: '/backups/one',
      headers: { ...headers, 'content-length': body.length },
    });
    outgoing.on('error', resolve).on('close', resolve);
    outgoing.write(body.subarray(0, 7), () => outgoing.destroy());
  });
  expect((await signed('GET', '/backups/one')).body).toBe('whole');
  const files = readdirSync(join(directory, 'backups'));
  expect(files).toContain('one._S3rver_object');
  expect(readFileSync(join(directory, 'backups/one._S3rver_object'), 'utf8')).toBe('whole');
});

test('a write that demands a new object makes one, or fails: of several at once one succeeds', async () => {
  const create = (secret = KEY.secretAccessKey) =>
    ask('PUT', '/backups/lock', 'x', secret, '', { 'if-none-match': '*' });
  const statuses = (await Promise.all([create(), create(), create()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 412, 412]);
  expect(await create()).toMatchObject({ status: 412 });
  expect(await create('another secret')).toMatchObject({ status: 403 });
  expect(await signed('PUT', '/backups/lock', 'y')).toMatchObject({ status: 200 });
  await signed('DELETE', '/backups/lock');
  expect(await create()).toMatchObject({ status: 200 });
});
