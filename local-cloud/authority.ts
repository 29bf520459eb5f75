import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
  type Extension,
} from '@peculiar/x509';

/** Of every key that the local cloud makes itself. */
export const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3600 * 1000;
const TWENTY_YEARS = 7300 * DAY;
cryptoProvider.set(webcrypto as never);

/** A certificate and its private key, PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a root that signs certificates for end entities. */
export async function createAuthority(name: string): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    name,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + TWENTY_YEARS),
    keys,
    signingAlgorithm: KEY_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: root.toString('pem') };
}

export interface Request {
  readonly subject: string;
  readonly publicKey: webcrypto.CryptoKey;
  /** From now; it is valid since yesterday, so that a clock that is behind believes it. */
  readonly days: number;
  readonly extensions: Extension[];
}

export async function sign(authority: KeyAndCertificate, request: Request): Promise<X509Certificate> {
  const pkcs8 = PemConverter.decodeFirst(authority.key);
  return X509CertificateGenerator.create({
    subject: request.subject,
    issuer: new X509Certificate(authority.certificate).subject,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + request.days * DAY),
    publicKey: request.publicKey as never,
    signingKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, KEY_ALGORITHM, false, ['sign']),
    signingAlgorithm: KEY_ALGORITHM,
    extensions: request.extensions,
  });
}

export async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

export interface ServerNames {
  /** Common name, at most 64 characters. */
  readonly commonName: string;
  readonly names: readonly { readonly type: 'dns' | 'ip'; readonly value: string }[];
  readonly days: number;
}

/** A certificate of a server, and its key. */
export async function issueServerCertificate(
  authority: KeyAndCertificate,
  { commonName, names, days }: ServerNames,
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const { publicKey } = new X509Certificate(authority.certificate);
  const certificate = await sign(authority, {
    subject: `CN=${commonName}`,
    publicKey: keys.publicKey,
    days,
    extensions: [
      new SubjectAlternativeNameExtension([...names]),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      // Python from 3.13 on wants to know which of its issuer's keys signed a certificate.
      await AuthorityKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}
