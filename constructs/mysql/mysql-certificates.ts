import { Construct } from 'constructs';
import { PrivateAuthority } from '../tls/private-authority';

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
    const authority = new PrivateAuthority(this, 'MySQL cluster CA');
    const { certificate, key } = authority.issue(this, {
      commonName: 'mysql',
      dnsNames: ['localhost', ...props.nodeNames],
      ipAddresses: ['127.0.0.1'],
      uses: ['server_auth', 'client_auth'],
    });
    this.ca = authority.ca;
    this.certificate = certificate;
    this.key = key;
  }
}
