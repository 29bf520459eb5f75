import { STATUS_CODES } from 'node:http';
import { AcmeProblem } from './acme/problem';
import { ApiError } from './errors';
import { lookUp } from './look-up';

/** APIs that answer in a vendor's form. */
export const VENDOR_APIS = ['digitalocean', 'cloudflare', 'acme'] as const;
export type VendorApi = (typeof VENDOR_APIS)[number];

/** DigitalOcean's words, as its description has them, and as it was seen to answer. */
const DIGITALOCEAN: Readonly<Record<string, readonly [id: string, message: string]>> = {
  400: ['bad_request', 'error parsing request body'],
  401: ['unauthorized', 'Unable to authenticate you'],
  404: ['not_found', 'The resource you requested could not be found.'],
  409: ['conflict', 'The request could not be completed due to a conflict.'],
  422: ['unprocessable_entity', 'request payload validation failed'],
  429: ['too_many_requests', 'API rate limit exceeded.'],
  500: ['server_error', 'Unexpected server-side error'],
  503: ['service_unavailable', 'Service is currently unavailable.'],
};

const CLOUDFLARE: Readonly<Record<string, readonly [code: number, message: string]>> = {
  401: [10000, 'Authentication error'],
  403: [10000, 'Authentication error'],
  429: [10429, 'Rate limited. Please wait and consider throttling your request speed'],
};

/** Types of RFC 8555, 6.7. */
const ACME: Readonly<Record<string, string>> = { 401: 'unauthorized', 403: 'unauthorized', 429: 'rateLimited' };

/** A refusal with this status in the vendor's own words: the API's error handler writes it in the vendor's form. */
export function vendorError(api: VendorApi, status: number): Error {
  const reason = STATUS_CODES[status] ?? 'Error';
  if (api === 'acme')
    return new AcmeProblem(
      status,
      lookUp(ACME, String(status)) ?? (status < 500 ? 'malformed' : 'serverInternal'),
      reason,
    );
  const table = api === 'digitalocean' ? DIGITALOCEAN : CLOUDFLARE;
  const [code, message] = lookUp<readonly [string | number, string]>(table, String(status)) ?? [
    api === 'digitalocean' ? reason.toLowerCase().replace(/\W+/g, '_') : 1000 + status,
    reason,
  ];
  return new ApiError(status, message, code);
}
