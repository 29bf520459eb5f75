import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeSettings } from '../droplet/node-settings';

/** Input of TlsCertificate.bind(). */
export interface CertificateContext {
  /** Names that the certificate must cover, the main one first. */
  readonly hostNames: readonly string[];
  /** Visitors connect to a proxy, which need not trust what browsers trust. */
  readonly proxied: boolean;
}

/** PEM, both Terraform values. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What the load balancers get. */
export interface BoundCertificate {
  /** Set when Terraform manages the certificate; otherwise `parts` obtain it on the node, as /etc/haproxy/site.pem, and reload HAProxy. */
  readonly pem?: CertificateAndKey;
  readonly parts: readonly CloudConfig[];
  readonly settings: readonly NodeSettings[];
}

/** A certificate that Terraform manages. */
export function managedByTerraform(pem: CertificateAndKey): BoundCertificate {
  return { pem, parts: [], settings: [] };
}
