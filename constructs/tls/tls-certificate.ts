import { OriginCaCertificate } from '@cdktf/provider-cloudflare/lib/origin-ca-certificate';
import { CertRequest } from '@cdktf/provider-tls/lib/cert-request';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { Construct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeSettings } from '../droplet/node-settings';
import { PropChecks } from '../validation';
import { AcmeCertificate, type AcmeOptions } from './acme-certificate';
import { checkProvidedCertificate } from './provided-certificate';

/** Lifetimes that Cloudflare issues, days. */
const ORIGIN_VALIDITIES = [7, 30, 90, 365, 730, 1095, 5475];

export interface CloudflareOriginOptions {
  /** One of 7, 30, 90, 365, 730, 1095, 5475 days. @default 5475 (15 years) */
  readonly validityDays?: number;
}

export interface ProvidedOptions {
  /** The certificate and its chain, PEM. */
  readonly certificate: string;
  /** PEM. Give it as a sensitive Terraform value: a literal would stand in the source. */
  readonly privateKey: string;
}

/** PEM, both Terraform values. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What the load balancers get. */
export interface BoundCertificate {
  /** When Terraform knows it; else `parts` fetch it, to /etc/haproxy/site.pem, and tell HAProxy (`apply-haproxy`). */
  readonly pem?: CertificateAndKey;
  readonly parts: readonly CloudConfig[];
  readonly settings: readonly NodeSettings[];
}

/** Where the site's certificate comes from. */
export abstract class TlsCertificate {
  /** Issued by Cloudflare for the way from its proxy to the load balancers; browsers do not know its CA. */
  public static cloudflareOrigin(options: CloudflareOriginOptions = {}): TlsCertificate {
    return new CloudflareOriginCertificate(options.validityDays ?? 5475);
  }

  /**
   * Issued by a public authority that speaks ACME (Let's Encrypt), proven by records in the zone (DNS-01). Each load balancer obtains and
   * renews one of its own.
   */
  public static acme(options: AcmeOptions): TlsCertificate {
    return new AcmeCertificate(options);
  }

  /** A certificate that somebody else renews. */
  public static provided(options: ProvidedOptions): TlsCertificate {
    return new ProvidedCertificate(options);
  }

  /** Issued by Cloudflare's Origin CA: only its proxy trusts it. */
  public abstract readonly needsProxy: boolean;

  /** Makes the certificate for `hostNames` below `scope`. Called once, by whoever terminates TLS. */
  public abstract bind(scope: Construct, hostNames: readonly string[]): BoundCertificate;
}

class CloudflareOriginCertificate extends TlsCertificate {
  public readonly needsProxy = true;

  public constructor(private readonly validityDays: number) {
    super();
  }

  public bind(scope: Construct, hostNames: readonly string[]): BoundCertificate {
    const certificate = new Construct(scope, 'certificate');
    const checks = new PropChecks(certificate);
    if (checks.known('validityDays', this.validityDays))
      checks.oneOf('validityDays', String(this.validityDays), ORIGIN_VALIDITIES.map(String));
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
    return known({ certificate: issued.certificate, privateKey: key.privateKeyPem });
  }
}

class ProvidedCertificate extends TlsCertificate {
  public readonly needsProxy = false;

  public constructor(private readonly options: ProvidedOptions) {
    super();
  }

  public bind(scope: Construct, hostNames: readonly string[]): BoundCertificate {
    checkProvidedCertificate(scope, this.options, hostNames, new Date());
    return known({ certificate: this.options.certificate, privateKey: this.options.privateKey });
  }
}

function known(pem: CertificateAndKey): BoundCertificate {
  return { pem, parts: [], settings: [] };
}

/** As the API returns them: any other order replaces the certificate with every deploy (cloudflare provider, #5392). */
function inOrderOfApi(hostNames: readonly string[]): string[] {
  return [...hostNames].sort();
}
