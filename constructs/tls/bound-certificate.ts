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
  /** The certificate and its chain. */
  readonly certificate: string;
  /** Its key. Sensitive. */
  readonly privateKey: string;
}

/** What the load balancers get. */
export interface BoundCertificate {
  /** Set when Terraform manages the certificate; otherwise `parts` obtain it on the node, as /etc/haproxy/site.pem, and reload HAProxy. @default - `parts` obtain it */
  readonly pem?: CertificateAndKey;
  /** Added to each node's bootstrap. */
  readonly parts: readonly CloudConfig[];
  /** Files of each node that change without replacing it, such as a token. */
  readonly settings: readonly NodeSettings[];
}

/** A certificate that Terraform manages. */
export function managedByTerraform(pem: CertificateAndKey): BoundCertificate {
  return { pem, parts: [], settings: [] };
}
