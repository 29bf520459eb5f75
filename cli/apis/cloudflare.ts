import { allPages, requestJson } from './api-requests';

export const CLOUDFLARE = 'https://api.cloudflare.com/client/v4';
const PER_PAGE = 100;

export interface Zone {
  readonly id: string;
  readonly name: string;
  /** 'active', or what keeps it from being so. */
  readonly status: string;
  readonly paused: boolean;
  /** 'full', or 'partial' when another server has the zone's names. */
  readonly type: string;
  /** Cloudflare's servers for this zone. */
  readonly name_servers: readonly string[];
}

export interface DnsRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** Reads Cloudflare's API, or one in its place. */
export class CloudflareApi {
  private readonly base: string;
  private readonly zones = new Map<string, Promise<readonly Zone[]>>();

  public constructor(
    endpoint: string,
    private readonly token: string,
    private readonly fetching: typeof fetch = fetch,
  ) {
    this.base = endpoint.replace(/\/$/, '');
  }

  /** The same API with another token. */
  public withToken(token: string): CloudflareApi {
    return new CloudflareApi(this.base, token, this.fetching);
  }

  /** False for the local cloud and other stand-ins. */
  public get isVendor(): boolean {
    return this.base === CLOUDFLARE;
  }

  /** `path` follows /client/v4. Rejects with ApiRefusal. */
  public async get<T>(path: string): Promise<T> {
    const what = `Cloudflare's API: GET ${path.replace(/\?.*/, '')}`;
    const body = (await requestJson(this.fetching, { url: this.base + path, token: this.token, what })) as {
      result: T;
    };
    return body.result;
  }

  /** All pages of a list. */
  public list<T>(path: string): Promise<readonly T[]> {
    return allPages<T>(path, PER_PAGE, (page) => this.get<readonly T[]>(page));
  }

  /** Asked once, for all checks. */
  public zone(name: string): Promise<Zone | undefined> {
    const asked = this.zones.get(name) ?? this.get<readonly Zone[]>(`/zones?name=${encodeURIComponent(name)}`);
    this.zones.set(name, asked);
    return asked.then(([zone]) => zone);
  }
}
