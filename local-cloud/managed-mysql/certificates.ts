import { webcrypto } from 'node:crypto';
import { SubjectAlternativeNameExtension } from '@peculiar/x509';
import { KEY_ALGORITHM, exportKey, sign, type KeyAndCertificate } from '../authority';

const DAYS = 825;

/** The certificate of a node, for the names of its cluster or replica; like DigitalOcean's, for no address. */
export async function issueNodeCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await sign(authority, {
    subject: `CN=${names[0]}`.slice(0, 67),
    publicKey: keys.publicKey,
    days: DAYS,
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}
