import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { forClient, number, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { publicKeyId } from './keys';
import { opensshPrivateKey, sshBlob } from './openssh';

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
      private_key_openssh: opensshPrivateKey(key),
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
