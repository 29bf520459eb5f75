import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { forClient, number, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { publicKeyId } from './keys';

const CURVES: Readonly<Record<string, string>> = {
  P224: 'secp224r1',
  P256: 'prime256v1',
  P384: 'secp384r1',
  P521: 'secp521r1',
};

export const privateKey = forClient<null>().resource({
  version: 1,
  fields: {
    algorithm: string()
      .required()
      .forceNew()
      .validate(oneOf('RSA', 'ECDSA', 'ED25519')),
    rsa_bits: number().default(2048).computed().forceNew(),
    ecdsa_curve: string()
      .default('P224')
      .computed()
      .forceNew()
      .validate(oneOf(...Object.keys(CURVES))),
    id: string().computed().keepsState(),
    private_key_pem: string().computed().sensitive().keepsState(),
    private_key_pem_pkcs8: string().computed().sensitive().keepsState(),
    private_key_openssh: string().computed().sensitive().keepsState(),
    public_key_pem: string().computed().keepsState(),
    public_key_openssh: string().computed().keepsState(),
    public_key_fingerprint_md5: string().computed().keepsState(),
    public_key_fingerprint_sha256: string().computed().keepsState(),
  },
  create({ planned }) {
    const key = generate(planned.algorithm, planned.rsa_bits, planned.ecdsa_curve);
    const traditional = { RSA: 'pkcs1', ECDSA: 'sec1' }[planned.algorithm] ?? 'pkcs8';
    const publicKey = createPublicKey(key);
    const blob = sshBlob(publicKey);
    return {
      id: publicKeyId(publicKey),
      private_key_pem: key.export({ type: traditional as 'pkcs8', format: 'pem' }) as string,
      private_key_pem_pkcs8: key.export({ type: 'pkcs8', format: 'pem' }) as string,
      // Only the real provider writes OpenSSH's own private form; nothing here is logged in to with such a key.
      private_key_openssh: '',
      public_key_pem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      public_key_openssh: blob ? `${blob.kind} ${blob.bytes.toString('base64')}\n` : '',
      public_key_fingerprint_md5: blob
        ? createHash('md5').update(blob.bytes).digest('hex').match(/../g)!.join(':')
        : '',
      public_key_fingerprint_sha256: blob
        ? `SHA256:${createHash('sha256').update(blob.bytes).digest('base64').replace(/=+$/, '')}`
        : '',
    };
  },
});

function generate(algorithm: string, bits: number, curve: string): KeyObject {
  if (algorithm === 'RSA') return generateKeyPairSync('rsa', { modulusLength: bits }).privateKey;
  if (algorithm === 'ECDSA') return generateKeyPairSync('ec', { namedCurve: CURVES[curve]! }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
}

/** A public key as SSH writes it (RFC 4253, 5656, 8709); none for curves that SSH does not have. */
function sshBlob(key: KeyObject): { kind: string; bytes: Buffer } | undefined {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text!, 'base64url');
  if (jwk.kty === 'RSA') return blobOf('ssh-rsa', [positive(bytes(jwk.e)), positive(bytes(jwk.n))]);
  if (jwk.kty === 'OKP') return blobOf('ssh-ed25519', [bytes(jwk.x)]);
  const curve = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' }[jwk.crv ?? ''];
  return curve === undefined
    ? undefined
    : blobOf(`ecdsa-sha2-${curve}`, [
        Buffer.from(curve),
        Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]),
      ]);
}

function blobOf(kind: string, parts: readonly Buffer[]): { kind: string; bytes: Buffer } {
  const fields = [Buffer.from(kind), ...parts].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return { kind, bytes: Buffer.concat(fields) };
}

/** An SSH integer is signed: a leading 1 bit needs a zero byte before it. */
function positive(bytes: Buffer): Buffer {
  return bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
