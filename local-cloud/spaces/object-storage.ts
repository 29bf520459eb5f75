import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import Account from '@20minutes/s3rver/lib/models/account';
import S3Error from '@20minutes/s3rver/lib/models/error';
import type { SpacesKey } from './keys';

const REFUSED = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>This bucket is private: sign the request.</Message></Error>
`;

export interface ObjectStorageOptions {
  /** Buckets are directories in it. */
  readonly directory: string;
  readonly key: SpacesKey;
  /** There from the start. */
  readonly bucket: string;
}

/**
 * The S3 API over files: s3rver, made to do what backups rely on. Every request is signed (s3rver serves those that are not); an
 * object is there whole or not at all; a write that demands a new object (`If-None-Match: *`) makes one or fails; the ETag of one that came in parts is the one that clients compute.
 */
export async function createObjectStorage({ directory, key, bucket }: ObjectStorageOptions): Promise<RequestListener> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // The key that s3rver brings along is known to everybody.
  Account.registry.get('S3RVER')?.revokeAccessKey('S3RVER');
  new Account(1, 'local-cloud').createKeyPair(key.accessKeyId, key.secretAccessKey);
  const storage = new S3rver({ directory, silent: true, vhostBuckets: false });
  storeWhole(storage.store);
  nameParts(storage.store);
  await storage.store.putBucket(bucket);
  const conditional = new AsyncLocalStorage<true>();
  refuseExisting(storage.store, () => conditional.getStore() === true);
  const answer = storage.callback();
  return (incoming, response) => {
    const { url = '', headers } = incoming;
    if (!isSigned(url, headers.authorization))
      return void response.writeHead(403, { 'content-type': 'application/xml' }).end(REFUSED);
    if (headers['if-none-match'] === '*') return void conditional.run(true, () => answer(incoming, response));
    return void answer(incoming, response);
  };
}

/** `If-None-Match: *`: of two writes that come at once, one at most makes the object. */
function refuseExisting(store: S3rver['store'], isConditional: () => boolean): void {
  const put = store.putObject.bind(store);
  const creating = new Set<string>();
  store.putObject = async (object) => {
    if (!isConditional()) return put(object);
    const path = store.getResourcePath(object.bucket, object.key, 'object');
    if (creating.has(path) || existsSync(path)) throw new S3Error('PreconditionFailed', 'The object exists.');
    creating.add(path);
    try {
      return await put(object);
    } finally {
      creating.delete(path);
    }
  };
}

function isSigned(url: string, authorization: string | undefined): boolean {
  return authorization?.startsWith('AWS4-HMAC-SHA256 ') === true || url.includes('X-Amz-Signature=');
}

/** An upload that is cut off leaves what was there. */
function storeWhole(store: S3rver['store']): void {
  const write = store.putContent.bind(store);
  store.putContent = async (path, content) => {
    const written = await write(`${path}.unfinished`, content);
    renameSync(`${path}.unfinished`, path);
    return written;
  };
}

/** S3's ETag of an object in parts: the hash of its parts' hashes, and how many there are. */
function nameParts(store: S3rver['store']): void {
  const complete = store.putObjectMultipart.bind(store);
  store.putObjectMultipart = async (bucket, uploadId, parts) => {
    const key = readFileSync(join(store.getResourcePath(bucket, undefined, 'uploads'), uploadId, 'key'), 'utf8');
    const { size } = await complete(bucket, uploadId, parts);
    // Some clients write the quotes around a hash as entities, which stay in what s3rver has read.
    const hashOf = (etag: string) => Buffer.from(/[0-9a-f]{32}/.exec(etag)![0], 'hex');
    const hashes = [...parts].sort((a, b) => a.number - b.number).map(({ etag }) => hashOf(etag));
    const md5 = `${createHash('md5').update(Buffer.concat(hashes)).digest('hex')}-${parts.length}`;
    writeFileSync(store.getResourcePath(bucket, key, 'object.md5'), md5);
    return { size, md5 };
  };
}
