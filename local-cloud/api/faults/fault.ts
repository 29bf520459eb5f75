import { VENDOR_APIS, type VendorApi } from '../vendor-errors';

/** What a fault does to a call: each fault has one. */
const EFFECTS = ['status', 'delay', 'hang', 'reset', 'halfDone'] as const;

/** A fault on request: which calls it meets, and what becomes of them. */
export interface Fault {
  readonly api: VendorApi;
  /** @default every method */
  readonly method?: string;
  /** What follows /v2, /client/v4 or /acme, without a query. `:name` is any one word, `*` is anything. */
  readonly path: string;
  /** The call is refused with this status, 400 to 599, and the vendor's own body. */
  readonly status?: number;
  /** Seconds in the header `retry-after`, with a `status`. @default 1 with 429, otherwise no header */
  readonly retryAfter?: number;
  /** Seconds before the call is worked on. */
  readonly delay?: number;
  /** Nothing is answered until the client gives up. */
  readonly hang?: true;
  /** The connection is reset. */
  readonly reset?: true;
  /** The call is carried out; then the connection is reset (`lost`), or the answer is 500 (`error`). A call that is refused anyway is not changed. */
  readonly halfDone?: 'lost' | 'error';
  /** Share of the calls that are met, 0 to 1: which ones follows from the seed. @default 1 */
  readonly share?: number;
  /** Start of the sequence of random numbers behind `share`. @default 1 */
  readonly seed?: number;
  /** After so many calls the fault is over. @default no end */
  readonly count?: number;
  /** After so many seconds the fault is over. @default no end */
  readonly seconds?: number;
}

export const FAULT = {
  type: 'object',
  required: ['api', 'path'],
  additionalProperties: false,
  properties: {
    api: { enum: VENDOR_APIS },
    method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
    path: { type: 'string', pattern: '^[/*]' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    retryAfter: { type: 'integer', minimum: 0, maximum: 3600 },
    delay: { type: 'number', minimum: 0, maximum: 600 },
    hang: { const: true },
    reset: { const: true },
    halfDone: { enum: ['lost', 'error'] },
    share: { type: 'number', minimum: 0, maximum: 1 },
    seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 },
    count: { type: 'integer', minimum: 1 },
    seconds: { type: 'number', exclusiveMinimum: 0 },
  },
};

/** What is wrong with a fault beyond its schema, a sentence each. */
export function faultProblems(body: unknown): string[] {
  const fault = (body ?? {}) as Record<string, unknown>;
  const effects = EFFECTS.filter((effect) => effect in fault);
  const { path } = fault;
  return [
    ...(effects.length === 1
      ? []
      : [`exactly one of ${EFFECTS.join(', ')} is required, got ${effects.join(', ') || 'none'}`]),
    ...('retryAfter' in fault && !('status' in fault) ? ['retryAfter needs a status'] : []),
    ...(typeof path === 'string' && /^\/(v2|client\/v4|acme)(\/|$)/.test(path)
      ? [`path is what follows the API's own prefix, got ${path}`]
      : []),
  ];
}
