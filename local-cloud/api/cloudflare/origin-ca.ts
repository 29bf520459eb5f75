import 'reflect-metadata';
import { X509Certificate as NodeCertificate, createPrivateKey } from 'node:crypto';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
import { createAuthority, sign, type KeyAndCertificate } from '../../authority';

/** A root in the place of Cloudflare's Origin CA: certificates that only the edge trusts. */
export function createOriginCa(): Promise<KeyAndCertificate> {
  return createAuthority('O=Local cloud, OU=Origin CA, CN=Local cloud Origin CA');
}

/** Signs a request (PEM) for host names. Throws when the request is none, or is not signed with its own key. */
export async function signOriginCertificate(
  authority: KeyAndCertificate,
  csr: string,
  hostnames: readonly string[],
  days: number,
) {
  const request = new Pkcs10CertificateRequest(csr);
  if (!(await request.verify())) throw new Error('the signature of the certificate request is wrong');
  const certificate = await sign(authority, {
    subject: 'O=Local cloud, OU=Origin CA, CN=Local cloud origin certificate',
    publicKey: (await request.publicKey.export()) as never,
    days,
    extensions: [
      new SubjectAlternativeNameExtension(hostnames.map((value) => ({ type: 'dns', value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  });
  return { certificate: certificate.toString('pem'), notAfter: certificate.notAfter };
}

/** What Cloudflare tells about a certificate that was uploaded. Throws when it is none. */
export function describeCertificate(pem: string) {
  const { issuer, notAfter, signatureAlgorithm } = new X509Certificate(pem);
  const { hash } = signatureAlgorithm as unknown as { readonly hash: { readonly name: string } };
  return { issuer, expiresOn: notAfter.toISOString(), signature: hash.name };
}

/** Whether a private key (PEM) belongs to a certificate (PEM). */
export function isKeyOf(certificate: string, privateKey: string): boolean {
  try {
    return new NodeCertificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}
