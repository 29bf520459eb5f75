import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { ExtendedKeyUsage, ExtendedKeyUsageExtension, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { KEY_ALGORITHM, createAuthority, exportKey, sign } from '../../local-cloud/authority';

/** What constructs/mysql/mysql-certificates.ts has Terraform make: a CA, and one certificate for all servers, as server and as client. */
export async function tlsFiles(addresses: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const authority = await createAuthority('CN=MySQL cluster CA');
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await sign(authority, {
    subject: 'CN=mysql',
    publicKey: keys.publicKey,
    days: 2,
    extensions: [
      new SubjectAlternativeNameExtension(addresses.map((value) => ({ type: 'ip' as const, value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    ],
  });
  return {
    '/etc/mysql/tls/ca.pem': authority.certificate,
    '/etc/mysql/tls/node.pem': certificate.toString('pem'),
    '/etc/mysql/tls/node-key.pem': await exportKey(keys.privateKey),
  };
}
