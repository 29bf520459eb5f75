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
export async function getJson(
  fetching: typeof fetch,
  url: string,
  token: string,
  what: string,
): Promise<{ readonly body: unknown; readonly status: number }> {
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
  return { body, status: response.status };
}

/** DigitalOcean has a `message`, Cloudflare a list of `errors`. */
function messageOf(body: unknown): string {
  const { message, errors } = (body ?? {}) as { message?: unknown; errors?: unknown };
  if (typeof message === 'string') return message;
  const first = Array.isArray(errors) ? (errors as readonly { message?: unknown }[])[0]?.message : undefined;
  return typeof first === 'string' ? first : '';
}
