import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3600 * 1000;
cryptoProvider.set(webcrypto as never);

export interface Authority {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** A root in the place of Cloudflare's Origin CA: certificates that only the edge trusts. */
export async function createOriginCa(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'O=Local cloud, OU=Origin CA, CN=Local cloud Origin CA',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 7300 * DAY),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key, certificate: root.toString('pem') };
}

/** Signs a request (PEM) for host names. Throws when the request is none, or is not signed with its own key. */
export async function signOriginCertificate(
  authority: Authority,
  csr: string,
  hostnames: readonly string[],
  days: number,
) {
  const request = new Pkcs10CertificateRequest(csr);
  if (!(await request.verify())) throw new Error('the signature of the certificate request is wrong');
  const notAfter = new Date(Date.now() + days * DAY);
  const certificate = await X509CertificateGenerator.create({
    subject: 'O=Local cloud, OU=Origin CA, CN=Local cloud origin certificate',
    issuer: new X509Certificate(authority.certificate).subject,
    notBefore: new Date(Date.now() - DAY),
    notAfter,
    publicKey: (await request.publicKey.export()) as never,
    signingKey: await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(authority.key), ALGORITHM, false, [
      'sign',
    ]),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new SubjectAlternativeNameExtension(hostnames.map((value) => ({ type: 'dns', value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  });
  return { certificate: certificate.toString('pem'), notAfter };
}

/** What Cloudflare tells about a certificate that was uploaded. Throws when it is none. */
export function describeCertificate(pem: string) {
  const { issuer, notAfter, signatureAlgorithm } = new X509Certificate(pem);
  const { hash } = signatureAlgorithm as unknown as { readonly hash: { readonly name: string } };
  return { issuer, expiresOn: notAfter.toISOString(), signature: hash.name };
}
