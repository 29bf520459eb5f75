import { OriginCaCertificate } from '@cdktf/provider-cloudflare/lib/origin-ca-certificate';
import { CertRequest } from '@cdktf/provider-tls/lib/cert-request';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { Construct } from 'constructs';
import type { Choice } from '../choice';
import type { PropChecks } from '../validation';
import { managedByTerraform, type BoundCertificate, type CertificateContext } from './bound-certificate';

/** Lifetimes that Cloudflare issues, days. */
const VALIDITIES = [7, 30, 90, 365, 730, 1095, 5475];

/** How long Cloudflare's certificate lasts. */
export interface CloudflareOriginOptions {
  /** One of 7, 30, 90, 365, 730, 1095, 5475 days. @default 5475 (15 years) */
  readonly validityDays?: number;
}

export class CloudflareOriginCertificate implements Choice<CertificateContext, BoundCertificate> {
  private readonly validityDays: number;

  public constructor(options: CloudflareOriginOptions) {
    this.validityDays = options.validityDays ?? 5475;
  }

  public check(checks: PropChecks, { proxied }: CertificateContext): void {
    checks.require(
      proxied,
      'certificate',
      'be one that browsers trust when there is no proxy',
      'TlsCertificate.cloudflareOrigin()',
      'give a proxy, or use TlsCertificate.provided()',
    );
    if (checks.requireResolved('certificate.validityDays', this.validityDays))
      checks.oneOf('certificate.validityDays', String(this.validityDays), VALIDITIES.map(String));
  }

  public bind(scope: Construct, id: string, { hostNames }: CertificateContext): BoundCertificate {
    const certificate = new Construct(scope, id);
    const key = new PrivateKey(certificate, 'key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    const request = new CertRequest(certificate, 'request', {
      privateKeyPem: key.privateKeyPem,
      subject: [{ commonName: hostNames[0] }],
      dnsNames: [...hostNames],
    });
    const issued = new OriginCaCertificate(certificate, 'Resource', {
      csr: request.certRequestPem,
      hostnames: inOrderOfApi(hostNames),
      requestType: 'origin-ecc',
      requestedValidity: this.validityDays,
    });
    return managedByTerraform({ certificate: issued.certificate, privateKey: key.privateKeyPem });
  }
}

/** As the API returns them: any other order replaces the certificate with every deploy (cloudflare provider, #5392). */
function inOrderOfApi(hostNames: readonly string[]): string[] {
  return [...hostNames].sort();
}
