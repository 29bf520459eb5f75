import { createHash, createPrivateKey, createPublicKey, webcrypto, type KeyObject } from 'node:crypto';

/** The id of a key in the state: a hash of its public half. */
export function publicKeyId(key: KeyObject): string {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

export interface SigningKey {
  readonly algorithm: { readonly name: string; readonly hash: string; readonly namedCurve?: string };
  /** As the provider names it in key_algorithm. */
  readonly kind: 'RSA' | 'ECDSA' | 'ED25519';
  readonly keys: { readonly privateKey: webcrypto.CryptoKey; readonly publicKey: webcrypto.CryptoKey };
}

const KINDS: Readonly<Record<string, SigningKey['kind']>> = { rsa: 'RSA', ec: 'ECDSA', ed25519: 'ED25519' };
const WEB_CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** A private key (PEM, any of the usual forms) ready to sign certificates. Refuses P224, which Web Crypto does not have. */
export async function signingKey(pem: string): Promise<SigningKey> {
  const key = createPrivateKey(pem);
  const kind = KINDS[key.asymmetricKeyType ?? ''];
  const namedCurve = WEB_CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!kind || (kind === 'ECDSA' && !namedCurve))
    throw new Error(
      `a ${key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType} key cannot sign here: use ecdsa_curve P256, P384 or P521, RSA or ED25519`,
    );
  const name = { RSA: 'RSASSA-PKCS1-v1_5', ECDSA: 'ECDSA', ED25519: 'Ed25519' }[kind];
  const algorithm = { name, hash: 'SHA-256', ...(kind === 'ECDSA' && { namedCurve }) };
  const { subtle } = webcrypto;
  return {
    algorithm,
    kind,
    keys: {
      privateKey: await subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, [
        'sign',
      ]),
      publicKey: await subtle.importKey(
        'spki',
        createPublicKey(key).export({ type: 'spki', format: 'der' }),
        algorithm,
        true,
        ['verify'],
      ),
    },
  };
}
