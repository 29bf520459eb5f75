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

/** Verifies what every request to the authority is wrapped in: the signature, the address, and a nonce that was given out once. */
export async function verifyRequest(
  body: unknown,
  url: string,
  state: AcmeState,
  spendNonce: (nonce: string) => boolean,
): Promise<SignedRequest> {
  const jws = body as FlattenedJWS;
  const header = readHeader(jws);
  if (!spendNonce(String(header.nonce)))
    throw new AcmeProblem(400, 'badNonce', 'the nonce was not given out, or is spent');
  if (header.url !== url)
    throw new AcmeProblem(403, 'unauthorized', `the request was signed for ${String(header.url)}`);
  const account = header.kid ? state.accounts.find(({ id }) => header.kid!.endsWith(`/account/${id}`)) : undefined;
  const jwk = account?.jwk ?? header.jwk;
  if (!jwk) throw new AcmeProblem(400, 'accountDoesNotExist', 'there is no such account');
  try {
    const verified = await flattenedVerify(jws, await importJWK(jwk, header.alg));
    const text = Buffer.from(verified.payload).toString();
    const thumbprint = await calculateJwkThumbprint(jwk);
    const payload = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
    const known = account ?? state.accounts.find((one) => one.thumbprint === thumbprint);
    return { payload, jwk, thumbprint, account: known };
  } catch {
    throw new AcmeProblem(400, 'malformed', 'the signature of the request is wrong');
  }
}

function readHeader(jws: FlattenedJWS) {
  try {
    return decodeProtectedHeader(jws) as { alg: string; nonce?: string; url?: string; kid?: string; jwk?: JWK };
  } catch {
    throw new AcmeProblem(400, 'malformed', 'the request is no flattened JWS');
  }
}
