import { CertRequest } from '@cdktf/provider-tls/lib/cert-request';
import { LocallySignedCert } from '@cdktf/provider-tls/lib/locally-signed-cert';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import { Construct } from 'constructs';

const TEN_YEARS_HOURS = 10 * 365 * 24;

export interface MysqlCertificatesProps {
  /** Names of the nodes. */
  readonly nodeNames: readonly string[];
}

/**
 * A CA of the cluster's own, and one certificate for all its nodes: as servers towards the app (which connects to its own
 * loopback, so that is among the names), and as clients towards each other.
 */
export class MysqlCertificates extends Construct {
  /** PEM, Terraform values. */
  public readonly ca: string;
  public readonly certificate: string;
  public readonly key: string;

  public constructor(scope: Construct, id: string, props: MysqlCertificatesProps) {
    super(scope, id);
    const newKey = (name: string) =>
      new PrivateKey(this, name, { algorithm: 'ECDSA', ecdsaCurve: 'P256' }).privateKeyPem;
    const caKey = newKey('ca-key');
    this.ca = new SelfSignedCert(this, 'ca', {
      privateKeyPem: caKey,
      subject: [{ commonName: 'MySQL cluster CA' }],
      isCaCertificate: true,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['cert_signing', 'crl_signing'],
    }).certPem;
    this.key = newKey('key');
    const request = new CertRequest(this, 'request', {
      privateKeyPem: this.key,
      subject: [{ commonName: 'mysql' }],
      dnsNames: ['localhost', ...props.nodeNames],
      ipAddresses: ['127.0.0.1'],
    });
    this.certificate = new LocallySignedCert(this, 'certificate', {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: caKey,
      caCertPem: this.ca,
      validityPeriodHours: TEN_YEARS_HOURS,
      allowedUses: ['digital_signature', 'server_auth', 'client_auth'],
    }).certPem;
  }
}
