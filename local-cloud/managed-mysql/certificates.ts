import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509';
import { KEY_ALGORITHM, exportKey, sign, type KeyAndCertificate } from '../authority';

const DAYS = 825;

/** The certificate of a node, for the names of its cluster or replica; like DigitalOcean's, for no address. */
export async function issueNodeCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const { publicKey } = new X509Certificate(authority.certificate);
  const certificate = await sign(authority, {
    // A common name has at most 64 characters: the label, which has fewer.
    subject: `CN=${names[0]!.split('.')[0]}`,
    publicKey: keys.publicKey,
    days: DAYS,
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      // Python from 3.13 on wants to know which of its issuer's keys signed a certificate.
      await AuthorityKeyIdentifierExtension.create(publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}
