import 'reflect-metadata';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';
import { sign, type KeyAndCertificate } from '../../authority';
import { AcmeProblem } from './problem';

/** As Let's Encrypt's. */
const DAYS = 90;

/** Signs a request (DER in base64url) for exactly these names; gives the chain, PEM. */
export async function issue(authority: KeyAndCertificate, csr: string, names: readonly string[]): Promise<string> {
  const request = parse(csr);
  if (!(await request.verify())) throw new AcmeProblem(400, 'badCSR', 'the request is not signed with its own key');
  const alternative = request.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  const asked = alternative?.names.items.map(({ value }) => value) ?? [];
  if ([...asked].sort().join() !== [...names].sort().join())
    throw new AcmeProblem(400, 'badCSR', `the request names ${asked.join(', ')}, the order ${names.join(', ')}`);
  const certificate = await sign(authority, {
    subject: `CN=${names[0]}`,
    publicKey: (await request.publicKey.export()) as never,
    days: DAYS,
    extensions: [
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }))),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  });
  return `${certificate.toString('pem')}\n${authority.certificate}\n`;
}

function parse(csr: string): Pkcs10CertificateRequest {
  try {
    return new Pkcs10CertificateRequest(Buffer.from(csr, 'base64url'));
  } catch {
    throw new AcmeProblem(400, 'badCSR', 'the request cannot be read');
  }
}
