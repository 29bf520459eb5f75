/** A refusal; each API writes it in its own form. */
export class ApiError extends Error {
  public constructor(
    public readonly status: number,
    message: string,
    /** DigitalOcean's `id`, or Cloudflare's `code`. @default by status */
    public readonly code?: string | number,
  ) {
    super(message);
  }
}

export function notFound(what = 'The resource you were accessing could not be found.'): ApiError {
  return new ApiError(404, what, 'not_found');
}

export function unprocessable(message: string): ApiError {
  return new ApiError(422, message, 'unprocessable_entity');
}

/** What the real cloud has and this one has not. */
export function notHere(what: string): ApiError {
  return new ApiError(501, `the local cloud has no ${what}`, 'not_implemented');
}

export function required<T>(value: T | undefined, what?: string): T {
  if (value === undefined) throw notFound(what);
  return value;
}
