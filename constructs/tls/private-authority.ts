import { CertRequest } from '@cdktf/provider-tls/lib/cert-request';
import { LocallySignedCert } from '@cdktf/provider-tls/lib/locally-signed-cert';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import type { Construct } from 'constructs';

const TEN_YEARS_HOURS = 10 * 365 * 24;

export type CertificateUse = 'server_auth' | 'client_auth';

export interface CertificateSubject {
  readonly commonName: string;
  /** @default none */
  readonly dnsNames?: readonly string[];
  /** @default none */
  readonly ipAddresses?: readonly string[];
  readonly uses: readonly CertificateUse[];
}

/** PEM, Terraform values. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate's resource, for what is replaced with it. */
  readonly resource: LocallySignedCert;
}

/** A CA that nodes of a site have for each other alone, made by Terraform: its key is in the state and on no node. */
export class PrivateAuthority {
  /** PEM, a Terraform value. */
  public readonly ca: string;
  private readonly key: string;

  /** Its resources are children of `scope`: `ca-key`, `ca`. */
  public constructor(scope: Construct, commonName: string) {
    this.key = newKey(scope, 'ca-key');
    this.ca = new SelfSignedCert(scope, 'ca', {
      privateKeyPem: this.key,
      subject: [{ commonName }],
      isCaCertificate: true,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['cert_signing', 'crl_signing'],
    }).certPem;
  }

  /** A certificate for ten years, whose resources are children of `scope`: `key`, `request`, `certificate`. */
  public issue(scope: Construct, subject: CertificateSubject): IssuedCertificate {
    const key = newKey(scope, 'key');
    const request = new CertRequest(scope, 'request', {
      privateKeyPem: key,
      subject: [{ commonName: subject.commonName }],
      dnsNames: subject.dnsNames && [...subject.dnsNames],
      ipAddresses: subject.ipAddresses && [...subject.ipAddresses],
    });
    const resource = new LocallySignedCert(scope, 'certificate', {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: this.key,
      caCertPem: this.ca,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['digital_signature', ...subject.uses],
    });
    return { certificate: resource.certPem, key, resource };
  }
}

function newKey(scope: Construct, id: string): string {
  return new PrivateKey(scope, id, { algorithm: 'ECDSA', ecdsaCurve: 'P256' }).privateKeyPem;
}
