import { X509Certificate } from 'node:crypto';
import { timeOf } from '../../clock';
import { isKeyOf } from '../../cloudflare/origin-ca';
import { unprocessable } from '../../errors';
import type { Certificate } from '../../model';

/** PEM. */
export interface Uploaded {
  readonly leaf: string;
  readonly privateKey: string;
  /** From the issuer of the leaf upwards; '' when there is none. */
  readonly chain: string;
}

type Facts = Pick<Certificate, 'notAfter' | 'sha1Fingerprint' | 'dnsNames'>;

/** What is told about a certificate that was uploaded, refused when no server could use it. */
export function inspectCertificate({ leaf, privateKey, chain }: Uploaded): Facts {
  const [certificate, ...others] = parse('leaf_certificate', leaf);
  if (others.length > 0) throw unprocessable('leaf_certificate must be one certificate: others go to the chain');
  const issuers = chain === '' ? [] : parse('certificate_chain', chain);
  if (!isKeyOf(leaf, privateKey))
    throw unprocessable("private_key is not valid PEM, or is not the certificate's private key");
  checkDates('leaf_certificate', certificate!);
  for (const [i, issuer] of issuers.entries()) {
    checkDates('certificate_chain', issuer);
    const issued = issuers[i - 1] ?? certificate!;
    if (!issued.checkIssued(issuer) || !issued.verify(issuer.publicKey))
      throw unprocessable(`certificate_chain is broken: its certificate ${i + 1} did not issue the one before it`);
  }
  return {
    notAfter: timeOf(Date.parse(certificate!.validTo)),
    sha1Fingerprint: certificate!.fingerprint.replaceAll(':', '').toLowerCase(),
    dnsNames: (certificate!.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name.startsWith('DNS:'))
      .map((name) => name.slice('DNS:'.length)),
  };
}

function parse(field: string, pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // It is refused below, without its content.
  }
  throw unprocessable(`${field} is not a valid PEM certificate`);
}

function checkDates(field: string, { validFrom, validTo }: X509Certificate): void {
  if (Date.parse(validTo) <= Date.now()) throw unprocessable(`${field} expired on ${validTo}`);
  if (Date.parse(validFrom) > Date.now()) throw unprocessable(`${field} is not valid before ${validFrom}`);
}
