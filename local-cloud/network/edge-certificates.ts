import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3600 * 1000;
cryptoProvider.set(webcrypto as never);

export interface KeyAndCertificate {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** File of the authority that visitors trust: it stands for the public ones that sign Cloudflare's edge certificates. */
export function visitorCaFile(stateDir: string): string {
  return join(stateDir, 'visitor-ca.pem');
}

/** Signs certificates for the names at the edge; the authority is made once per state directory. */
export class EdgeCertificates {
  private constructor(
    private readonly ca: X509Certificate,
    private readonly caKey: webcrypto.CryptoKey,
  ) {}

  public static async open(stateDir: string): Promise<EdgeCertificates> {
    const [file, keyFile] = [visitorCaFile(stateDir), join(stateDir, 'visitor-ca-key.pem')];
    if (!existsSync(file) || !existsSync(keyFile)) {
      const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const ca = await X509CertificateGenerator.createSelfSigned({
        name: 'CN=Local cloud visitor CA',
        notBefore: new Date(Date.now() - DAY),
        notAfter: new Date(Date.now() + 3650 * DAY),
        keys,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(true, 0, true),
          new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        ],
      });
      writeFileSync(keyFile, await exportKey(keys.privateKey), { mode: 0o600 });
      writeFileSync(file, ca.toString('pem'));
    }
    const key = await webcrypto.subtle.importKey(
      'pkcs8',
      PemConverter.decodeFirst(readFileSync(keyFile, 'utf8')),
      ALGORITHM,
      true,
      ['sign'],
    );
    return new EdgeCertificates(new X509Certificate(readFileSync(file, 'utf8')), key);
  }

  /** For a zone and one level below it, as Cloudflare's universal certificates. */
  public async forZone(zone: string): Promise<KeyAndCertificate> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${zone}`,
      issuer: this.ca.subject,
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + 90 * DAY),
      publicKey: keys.publicKey,
      signingKey: this.caKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: zone },
          { type: 'dns', value: `*.${zone}` },
        ]),
      ],
    });
    return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
  }
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
