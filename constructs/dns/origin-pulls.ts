import { AuthenticatedOriginPullsCertificate } from '@cdktf/provider-cloudflare/lib/authenticated-origin-pulls-certificate';
import { AuthenticatedOriginPullsSettings } from '@cdktf/provider-cloudflare/lib/authenticated-origin-pulls-settings';
import { CertRequest } from '@cdktf/provider-tls/lib/cert-request';
import { LocallySignedCert } from '@cdktf/provider-tls/lib/locally-signed-cert';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import { Construct } from 'constructs';

const TEN_YEARS_HOURS = 10 * 365 * 24;

export interface OriginPullsProps {
  readonly zoneId: string;
}

/**
 * The client certificate that Cloudflare shows to this zone's origins. Its own, not Cloudflare's shared one: the shared
 * one proves only that the caller is some customer of Cloudflare's.
 */
export class OriginPulls extends Construct {
  /** What the origin verifies against, PEM. */
  public readonly ca: string;

  public constructor(scope: Construct, id: string, props: OriginPullsProps) {
    super(scope, id);
    const caKey = new PrivateKey(this, 'ca-key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    this.ca = new SelfSignedCert(this, 'ca', {
      privateKeyPem: caKey.privateKeyPem,
      subject: [{ commonName: 'Origin pulls CA' }],
      isCaCertificate: true,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['cert_signing', 'crl_signing'],
    }).certPem;

    const key = new PrivateKey(this, 'key', { algorithm: 'ECDSA', ecdsaCurve: 'P256' });
    const request = new CertRequest(this, 'request', {
      privateKeyPem: key.privateKeyPem,
      subject: [{ commonName: 'Cloudflare origin pull' }],
    });
    const signed = new LocallySignedCert(this, 'certificate', {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: caKey.privateKeyPem,
      caCertPem: this.ca,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['digital_signature', 'client_auth'],
    });
    const uploaded = new AuthenticatedOriginPullsCertificate(this, 'Resource', {
      zoneId: props.zoneId,
      certificate: signed.certPem,
      privateKey: key.privateKeyPem,
      // The API may return it with another line end, which provider 5.14 takes for a new certificate.
      lifecycle: {
        ignoreChanges: ['certificate'],
        // A bare reference: Terraform takes no template here.
        replaceTriggeredBy: [`${signed.terraformResourceType}.${signed.friendlyUniqueId}`],
      },
    });
    new AuthenticatedOriginPullsSettings(this, 'settings', {
      zoneId: props.zoneId,
      enabled: true,
      dependsOn: [uploaded],
    });
  }
}
