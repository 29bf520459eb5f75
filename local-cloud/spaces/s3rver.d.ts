/** As much of s3rver as is used here; it has no types of its own. */
declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http';

  interface Stored {
    readonly size: number;
    readonly md5: string;
  }

  interface FilesystemStore {
    putContent(path: string, content: unknown): Promise<[size: number, md5: string]>;
    putObject(object: { readonly bucket: string; readonly key: string }): Promise<Stored>;
    putObjectMultipart(
      bucket: string,
      uploadId: string,
      parts: readonly { readonly number: number; readonly etag: string }[],
    ): Promise<Stored>;
    putBucket(name: string): Promise<unknown>;
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  }

  export default class S3rver {
    public constructor(options: { directory: string; silent: boolean; vhostBuckets: boolean });
    public readonly store: FilesystemStore;
    public callback(): RequestListener;
  }
}

declare module '@20minutes/s3rver/lib/models/account' {
  export default class AWSAccount {
    public static readonly registry: Map<string, AWSAccount>;
    public constructor(id: number, name: string);
    public createKeyPair(accessKeyId: string, secretAccessKey: string): void;
    public revokeAccessKey(accessKeyId: string): void;
  }
}

declare module '@20minutes/s3rver/lib/models/error' {
  export default class S3Error extends Error {
    public constructor(code: string, message: string);
  }
}
