/** Keys as OpenSSH writes them (RFC 4251, 4253, 5656, 8709; openssh/PROTOCOL.key). */
import { createPublicKey, randomBytes, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The curves that SSH has, by their names in OpenSSL. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'nistp256',
  secp384r1: 'nistp384',
  secp521r1: 'nistp521',
};
const BLOCK = 8;

/** A public key's type and its bytes; none for a curve that SSH does not have. */
export function sshBlob(key: KeyObject): { readonly kind: string; readonly bytes: Buffer } | undefined {
  const kind = kindOf(key);
  if (!kind) return undefined;
  const parts = [kind, ...publicParts(key.export({ format: 'jwk' }), curveOf(key))];
  return { kind, bytes: Buffer.concat(parts.map((part) => field(part))) };
}

/** A private key without a passphrase, in OpenSSH's own form; empty, as the real provider's, for a curve that SSH does not have. */
export function opensshPrivateKey(key: KeyObject): string {
  const blob = sshBlob(createPublicKey(key));
  if (!blob) return '';
  const parts = privateParts(key.export({ format: 'jwk' }), curveOf(key));
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, ...[blob.kind, ...parts, ''].map((part) => field(part))]);
  const padding = Buffer.from(Array.from({ length: (BLOCK - (secret.length % BLOCK)) % BLOCK }, (_, i) => i + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map((part) => field(part)),
    uint32(1),
    field(blob.bytes),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g)!;
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function curveOf(key: KeyObject): string {
  return CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? '';
}

function kindOf(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType === 'rsa') return 'ssh-rsa';
  if (key.asymmetricKeyType === 'ed25519') return 'ssh-ed25519';
  const curve = curveOf(key);
  return curve && `ecdsa-sha2-${curve}`;
}

function publicParts(jwk: JsonWebKey, curve: string): readonly (string | Buffer)[] {
  if (jwk.kty === 'RSA') return [integer(jwk.e), integer(jwk.n)];
  if (jwk.kty === 'OKP') return [bytes(jwk.x)];
  return [curve, Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)])];
}

function privateParts(jwk: JsonWebKey, curve: string): readonly (string | Buffer)[] {
  if (jwk.kty === 'RSA') return [jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map(integer);
  if (jwk.kty === 'OKP') return [bytes(jwk.x), Buffer.concat([bytes(jwk.d), bytes(jwk.x)])];
  return [...publicParts(jwk, curve), integer(jwk.d)];
}

const bytes = (text: string | undefined) => Buffer.from(text!, 'base64url');

/** The shortest form; SSH's integers are signed, so a leading 1 bit needs a zero byte before it. */
function integer(text: string | undefined): Buffer {
  const digits = bytes(text);
  const start = digits.findIndex((byte) => byte !== 0);
  const shortest = digits.subarray(start);
  return shortest[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest;
}

function field(part: string | Buffer): Buffer {
  const content = Buffer.from(part as string);
  return Buffer.concat([uint32(content.length), content]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
