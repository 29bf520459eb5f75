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

/** Sends one request that changes nothing. `what` stands in the error: never a URL with a secret in it. */
export async function getJson(fetching: typeof fetch, url: string, token: string, what: string): Promise<unknown> {
  const response = await fetching(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
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
