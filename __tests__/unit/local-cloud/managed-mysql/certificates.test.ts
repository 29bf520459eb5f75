import 'reflect-metadata';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, SubjectKeyIdentifierExtension, X509Certificate } from '@peculiar/x509';
import { createAuthority } from '../../../../local-cloud/authority';
import { issueNodeCertificate } from '../../../../local-cloud/managed-mysql/certificates';

const HOST = `${'a'.repeat(60)}.db.ondigitalocean.com`;

test('a node’s certificate is for its names, and for no loopback', async () => {
  const authority = await createAuthority('CN=Project CA');
  const { certificate } = await issueNodeCertificate(authority, [HOST, `private.${HOST}`]);
  const node = new NodeCertificate(certificate);
  expect(node.verify(new NodeCertificate(authority.certificate).publicKey)).toBe(true);
  expect([HOST, `private.${HOST}`, 'localhost'].map((name) => node.checkHost(name))).toEqual([
    HOST,
    `private.${HOST}`,
    undefined,
  ]);
  expect(node.checkIP('127.0.0.1')).toBeUndefined();
});

// Python from 3.13 on, and with it the sample app, refuses another.
test('a node’s certificate says which key signed it', async () => {
  const authority = await createAuthority('CN=Project CA');
  const { certificate } = await issueNodeCertificate(authority, [HOST]);
  const signedWith = new X509Certificate(certificate).getExtension(AuthorityKeyIdentifierExtension)!.keyId;
  expect(signedWith).toBe(
    new X509Certificate(authority.certificate).getExtension(SubjectKeyIdentifierExtension)!.keyId,
  );
  expect(signedWith).toHaveLength(40);
});
