import { checkShapes } from '../check-shapes';
import { ChoiceOf } from '../choice';
import { AcmeCertificate, type AcmeOptions } from './acme-certificate';
import type { BoundCertificate, CertificateContext } from './bound-certificate';
import { CloudflareOriginCertificate, type CloudflareOriginOptions } from './cloudflare-origin-certificate';
import { ProvidedCertificate, type ProvidedOptions } from './provided-certificate';

/** Where the site's certificate comes from. */
export class TlsCertificate extends ChoiceOf<CertificateContext, BoundCertificate> {
  /** Issued by Cloudflare's Origin CA for the connection from its proxy to the load balancers; browsers do not trust that CA. */
  public static cloudflareOrigin(options: CloudflareOriginOptions = {}): TlsCertificate {
    checkShapes('TlsCertificate.cloudflareOrigin', { options });
    return new TlsCertificate(new CloudflareOriginCertificate(options));
  }

  /**
   * Issued by a public authority that speaks ACME (Let's Encrypt), proven by records in the zone (DNS-01). Each load balancer obtains and
   * renews one of its own.
   */
  public static acme(options: AcmeOptions): TlsCertificate {
    checkShapes('TlsCertificate.acme', { options });
    return new TlsCertificate(new AcmeCertificate(options));
  }

  /** A certificate that somebody else renews. */
  public static provided(options: ProvidedOptions): TlsCertificate {
    checkShapes('TlsCertificate.provided', { options });
    return new TlsCertificate(new ProvidedCertificate(options));
  }
}
