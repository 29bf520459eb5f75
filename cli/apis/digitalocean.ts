import { ApiRefusal, allPages, requestJson } from './api-requests';

export const DIGITALOCEAN = 'https://api.digitalocean.com';
/** Where doctl asks for the scopes of a token; the API itself has no such route. */
const DIGITALOCEAN_OAUTH = 'https://cloud.digitalocean.com';
const PER_PAGE = 200;

/** What DigitalOcean tells about a token. */
export interface TokenInfo {
  /** `read` and `write` of a token with full access, otherwise scopes such as `droplet:read`. */
  readonly scopes: readonly string[];
  /** null when it does not expire. */
  readonly expires_in_seconds?: number | null;
}

/** DigitalOcean's API, or one in its place. */
export class DigitalOceanApi {
  public constructor(
    public readonly endpoint: string,
    private readonly token: string,
    private readonly fetching: typeof fetch = fetch,
  ) {}

  /** The same API with another token. */
  public withToken(token: string): DigitalOceanApi {
    return new DigitalOceanApi(this.endpoint, token, this.fetching);
  }

  /** False for the local cloud and other stand-ins. */
  public get isVendor(): boolean {
    return this.endpoint === DIGITALOCEAN;
  }

  /** Rejects with ApiRefusal. */
  public async send<T>(method: string, path: string, body?: object): Promise<T> {
    const what = `DigitalOcean's API: ${method} ${path.replace(/\?.*/, '')}`;
    const { endpoint, token } = this;
    if (token === '')
      throw new Error(
        "no token for DigitalOcean's API: set the variable of the stack's provider, or DIGITALOCEAN_TOKEN",
      );
    return (await requestJson(this.fetching, { method, url: endpoint + path, token, body, what })) as T;
  }

  public get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  /** undefined when there is no such thing. */
  public async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All pages of a list. */
  public list<T>(path: string, key: string): Promise<readonly T[]> {
    return allPages<T>(path, PER_PAGE, async (page) => (await this.get<Record<string, readonly T[]>>(page))[key] ?? []);
  }

  /** undefined when the API does not tell, or refuses the token. */
  public async tokenInfo(): Promise<TokenInfo | undefined> {
    const server = this.isVendor ? DIGITALOCEAN_OAUTH : this.endpoint;
    try {
      const what = 'DigitalOcean: GET /v1/oauth/token/info';
      const url = `${server}/v1/oauth/token/info`;
      const info = (await requestJson(this.fetching, { url, token: this.token, what })) as Partial<TokenInfo>;
      return Array.isArray(info.scopes) ? (info as TokenInfo) : undefined;
    } catch {
      return undefined;
    }
  }
}
