import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  flattenedVerify,
  importJWK,
  type FlattenedJWS,
  type JWK,
} from 'jose';
import type { AcmeAccount, AcmeState } from './model';
import { AcmeProblem } from './problem';

export interface SignedRequest {
  /** The payload; undefined for a POST-as-GET. */
  readonly payload: Record<string, unknown> | undefined;
  readonly jwk: JWK;
  readonly thumbprint: string;
  /** Who asks; none before there is an account. */
  readonly account?: AcmeAccount;
}

/** What accounts may sign with (RFC 8555, 6.2 forbids what is symmetric). */
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'EdDSA'];

/** Verifies what every request to the authority is wrapped in: the signature, the address, and a nonce that was given out once. */
export async function verifyRequest(
  body: unknown,
  url: string,
  state: AcmeState,
  spendNonce: (nonce: string) => boolean,
): Promise<SignedRequest> {
  const jws = body as FlattenedJWS;
  const header = readHeader(jws);
  if (!ALGORITHMS.includes(header.alg))
    throw new AcmeProblem(400, 'badSignatureAlgorithm', `sign with one of ${ALGORITHMS.join(', ')}`);
  if (!spendNonce(String(header.nonce)))
    throw new AcmeProblem(400, 'badNonce', 'the nonce was not given out, or is spent');
  if (header.url !== url)
    throw new AcmeProblem(403, 'unauthorized', `the request was signed for ${String(header.url)}`);
  const { jwk, account } = identify(header, url, state);
  let payload: Uint8Array;
  try {
    payload = (await flattenedVerify(jws, await importJWK(jwk, header.alg), { algorithms: ALGORITHMS })).payload;
  } catch {
    throw new AcmeProblem(400, 'malformed', 'the signature of the request is wrong');
  }
  const thumbprint = await calculateJwkThumbprint(jwk);
  const known = account ?? state.accounts.find((one) => one.thumbprint === thumbprint);
  return { payload: readPayload(payload), jwk, thumbprint, account: known };
}

/** By its key where an account is made, by its address everywhere else. */
function identify(header: Header, url: string, state: AcmeState): { jwk: JWK; account?: AcmeAccount } {
  if ((header.kid === undefined) === (header.jwk === undefined))
    throw new AcmeProblem(400, 'malformed', 'the request must name either an account or a key');
  if (header.jwk) {
    if (!url.endsWith('/new-account')) throw new AcmeProblem(400, 'malformed', 'the request must name an account');
    return { jwk: header.jwk };
  }
  const account = state.accounts.find(({ id }) => header.kid!.endsWith(`/account/${id}`));
  if (!account) throw new AcmeProblem(400, 'accountDoesNotExist', 'there is no such account');
  return { jwk: account.jwk, account };
}

interface Header {
  readonly alg: string;
  readonly nonce?: string;
  readonly url?: string;
  readonly kid?: string;
  readonly jwk?: JWK;
}

function readHeader(jws: FlattenedJWS): Header {
  try {
    return decodeProtectedHeader(jws) as unknown as Header;
  } catch {
    throw new AcmeProblem(400, 'malformed', 'the request is no flattened JWS');
  }
}

function readPayload(payload: Uint8Array): Record<string, unknown> | undefined {
  const text = Buffer.from(payload).toString();
  try {
    return text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    throw new AcmeProblem(400, 'malformed', 'the payload is no JSON');
  }
}
