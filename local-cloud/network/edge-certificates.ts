import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SubjectAlternativeNameExtension } from '@peculiar/x509';
import { KEY_ALGORITHM, createAuthority, exportKey, sign, type KeyAndCertificate } from '../authority';

/** File of the authority that visitors trust: it stands for the public ones that sign Cloudflare's edge certificates. */
export function visitorCaFile(stateDir: string): string {
  return join(stateDir, 'visitor-ca.pem');
}

/** The authority that visitors trust; made once per state directory. */
export async function openVisitorAuthority(stateDir: string): Promise<KeyAndCertificate> {
  const [file, keyFile] = [visitorCaFile(stateDir), join(stateDir, 'visitor-ca-key.pem')];
  if (!existsSync(file) || !existsSync(keyFile)) {
    const { key, certificate } = await createAuthority('CN=Local cloud visitor CA');
    writeFileSync(keyFile, key, { mode: 0o600 });
    writeFileSync(file, certificate);
  }
  return { key: readFileSync(keyFile, 'utf8'), certificate: readFileSync(file, 'utf8') };
}

/** Signs certificates for the names at the edge. */
export class EdgeCertificates {
  private constructor(private readonly authority: KeyAndCertificate) {}

  public static async open(stateDir: string): Promise<EdgeCertificates> {
    return new EdgeCertificates(await openVisitorAuthority(stateDir));
  }

  /** What the edge, like any visitor, trusts beside the Origin CA, PEM. */
  public get root(): string {
    return this.authority.certificate;
  }

  /** For a zone and one level below it, as Cloudflare's universal certificates. */
  public async forZone(zone: string): Promise<KeyAndCertificate> {
    const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
    const names = [zone, `*.${zone}`].map((value) => ({ type: 'dns' as const, value }));
    const extensions = [new SubjectAlternativeNameExtension(names)];
    const certificate = await sign(this.authority, {
      subject: `CN=${zone}`,
      publicKey: keys.publicKey,
      days: 90,
      extensions,
    });
    return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
  }
}
