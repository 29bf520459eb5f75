import { untilFound } from '../../host/until';

/** JSON over HTTP, with the API's own words in the error. */
export class HttpError extends Error {
  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** How long an API that is starting again is waited for, milliseconds between tries. */
const RETRIES = [250, 500, 1000, 2000, 4000];
/** A connection that was cut: the real providers send every request again, Cloudflare's twice. */
const CUT = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const RETRIES_OF_CUT = [500, 1000];

export class JsonClient {
  private readonly base: string;

  /** Refuses an endpoint that is not on loopback: a stand-in must never touch a real cloud. */
  public constructor(
    provider: string,
    endpoint: string,
    private readonly token: string | null,
  ) {
    const { hostname } = new URL(endpoint);
    if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
      throw new Error(
        `This is the local cloud's stand-in for the provider '${provider}': it talks to loopback only, not to ${hostname}. ` +
          'Deploy to a real cloud with the real provider: run terraform without TF_REATTACH_PROVIDERS.',
      );
    }
    this.base = endpoint.replace(/\/$/, '');
  }

  public get = (path: string) => this.request('GET', path);
  public post = (path: string, body: object) => this.request('POST', path, body);
  public put = (path: string, body: object) => this.request('PUT', path, body);
  public patch = (path: string, body: object) => this.request('PATCH', path, body);
  public delete = (path: string) => this.request('DELETE', path);

  /** null when the thing is gone. */
  public async find(path: string): Promise<any> {
    return this.get(path).catch((error) =>
      error instanceof HttpError && error.status === 404 ? null : Promise.reject(error as Error),
    );
  }

  public async request(method: string, path: string, body?: object): Promise<any> {
    const response = await this.send(method, this.base + path, body);
    const text = await response.text();
    if (!response.ok) throw new HttpError(response.status, `${method} ${this.base}${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  private async send(method: string, url: string, body?: object): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await fetch(url, {
          method,
          headers: { authorization: `Bearer ${this.token ?? ''}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
      } catch (error) {
        const cause = (error as { cause?: { code?: string; message?: string } }).cause;
        const delays = cause?.code === 'ECONNREFUSED' ? RETRIES : CUT.includes(cause?.code ?? '') ? RETRIES_OF_CUT : [];
        const delay = delays[attempt];
        if (delay === undefined) {
          throw new Error(`${method} ${url}: ${cause?.message ?? (error as Error).message}`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }
}

/** Without its nulls: the APIs tell "absent" from null. */
export function present<T extends object>(body: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** Probes every 50 ms until `probe` gives something. */
export function until<T>(probe: () => Promise<T | undefined>, what: string, seconds = 600): Promise<T> {
  return untilFound(probe, { seconds, pauseMs: 50, error: () => `timed out after ${seconds} s waiting for ${what}` });
}
