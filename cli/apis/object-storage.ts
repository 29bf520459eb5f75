import { AwsClient } from 'aws4fetch';
import { TIMEOUT_MS } from './api-requests';

/** A bucket, and a key for it. */
export interface BucketPlace {
  /** URL of the S3 API, without a path. */
  readonly endpoint: string;
  /** For the signature. */
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly text: string;
}

/** Requests to one bucket, by path: the certificates of the vendor's wildcard do not cover names with dots. */
export class Bucket {
  private readonly client: AwsClient;

  public constructor(
    private readonly place: BucketPlace,
    private readonly fetching: typeof fetch = fetch,
  ) {
    const { accessKeyId, secretAccessKey, region } = place;
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  }

  /** Status of a list with one entry: 200, 403 or 404. */
  public async status(): Promise<number> {
    return (await this.send('GET', '?list-type=2&max-keys=1')).status;
  }

  /** Whether versions are kept; undefined when the storage does not tell, or not with this key. */
  public async hasVersions(): Promise<boolean | undefined> {
    const { status, text } = await this.send('GET', '?versioning');
    // A storage without versions may answer with a list of the objects.
    return status === 200 && text.includes('<VersioningConfiguration')
      ? /<Status>\s*Enabled\s*<\/Status>/.test(text)
      : undefined;
  }

  public read(key: string): Promise<ObjectAnswer> {
    return this.send('GET', `/${encoded(key)}`);
  }

  /** Without a key, as anybody may ask. */
  public async readUnsigned(key: string): Promise<number> {
    const response = await this.fetching(this.url(`/${encoded(key)}`), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status;
  }

  /** Writes an object unless it exists: 200, 412 when it does, another status when the storage cannot do that. */
  public async create(key: string): Promise<number> {
    return (await this.send('PUT', `/${encoded(key)}`, { 'if-none-match': '*' })).status;
  }

  public async remove(key: string): Promise<number> {
    return (await this.send('DELETE', `/${encoded(key)}`)).status;
  }

  private url(rest: string): string {
    return `${this.place.endpoint}/${this.place.bucket}${rest}`;
  }

  private async send(method: string, rest: string, headers: Record<string, string> = {}): Promise<ObjectAnswer> {
    const body = method === 'PUT' ? 'written by doctor' : undefined;
    const { url, ...signed } = await this.client.sign(this.url(rest), { method, headers, body }).then((request) => ({
      url: request.url,
      headers: Object.fromEntries(request.headers),
    }));
    const response = await this.fetching(url, { method, body, ...signed, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  }
}

function encoded(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}
