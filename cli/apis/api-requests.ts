/** An API has answered with an error. */
export class ApiRefusal extends Error {
  public constructor(
    what: string,
    public readonly status: number,
    /** As the API words it. */
    public readonly answer: string,
  ) {
    super(`${what}: ${status}${answer && ` (${answer})`}`);
  }
}

export const TIMEOUT_MS = 20_000;

export interface JsonRequest {
  /** @default 'GET' */
  readonly method?: string;
  readonly url: string;
  readonly token: string;
  /** @default none */
  readonly body?: object;
  /** Stands in the error: never a URL with a secret in it. */
  readonly what: string;
}

/** The answer's body; undefined of one without. Rejects with ApiRefusal. */
export async function requestJson(fetching: typeof fetch, request: JsonRequest): Promise<unknown> {
  const { method = 'GET', url, token, body: sent, what } = request;
  const response = await fetching(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(sent && { 'content-type': 'application/json' }),
    },
    body: sent && JSON.stringify(sent),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status === 204) return undefined;
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiRefusal(what, response.status, 'not JSON');
  }
  if (!response.ok) throw new ApiRefusal(what, response.status, messageOf(body));
  return body;
}

/** All pages of a list, `perPage` items each; `get` reads the items of a page by its path. */
export async function allPages<T>(
  path: string,
  perPage: number,
  get: (page: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const items = await get(`${path}${path.includes('?') ? '&' : '?'}page=${page}&per_page=${perPage}`);
    all.push(...items);
    if (items.length < perPage) return all;
  }
}

/** DigitalOcean has a `message`, Cloudflare a list of `errors`. */
function messageOf(body: unknown): string {
  const { message, errors } = (body ?? {}) as { message?: unknown; errors?: unknown };
  if (typeof message === 'string') return message;
  const first = Array.isArray(errors) ? (errors as readonly { message?: unknown }[])[0]?.message : undefined;
  return typeof first === 'string' ? first : '';
}
