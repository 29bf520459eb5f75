import { X509Certificate, createPrivateKey } from 'node:crypto';
import { Annotations, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Choice } from '../choice';
import type { PropChecks } from '../validation';
import { managedByTerraform, type BoundCertificate, type CertificateContext } from './bound-certificate';

/** A certificate and its key. */
export interface ProvidedOptions {
  /** The certificate and its chain, PEM. */
  readonly certificate: string;
  /** PEM. Give it as a sensitive Terraform value: a literal would stand in the source. */
  readonly privateKey: string;
}

const DAY = 24 * 60 * 60 * 1000;
const SOON_DAYS = 30;

export class ProvidedCertificate implements Choice<CertificateContext, BoundCertificate> {
  public constructor(private readonly options: ProvidedOptions) {}

  public check(checks: PropChecks, { hostNames }: CertificateContext): void {
    checkProvidedCertificate(checks, this.options, hostNames, new Date());
  }

  public bind(scope: Construct, _id: string, { hostNames }: CertificateContext): BoundCertificate {
    const { certificate, privateKey } = this.options;
    warnOfExpiry(scope, certificate, hostNames, new Date());
    return managedByTerraform({ certificate, privateKey });
  }
}

/**
 * Reports what visitors' browsers, or HAProxy, would reject in a certificate. One that Terraform computes is not checked. No message contains
 * anything of the key.
 */
export function checkProvidedCertificate(
  checks: PropChecks,
  { certificate, privateKey }: ProvidedOptions,
  hostNames: readonly string[],
  now: Date,
): void {
  checks.secret('certificate.privateKey', privateKey);
  if (Token.isUnresolved(certificate)) return;
  const leaf = attempt(() => new X509Certificate(certificate));
  checks.require(
    leaf !== undefined,
    'certificate.certificate',
    'be a certificate in PEM',
    '(unreadable)',
    'give the certificate of the site first, then its chain',
  );
  if (!leaf) return;
  checks.require(
    new Date(leaf.validTo) > now,
    'certificate.certificate',
    'be valid today',
    `one that ended on ${leaf.validTo}`,
    'renew it',
  );
  checks.require(
    new Date(leaf.validFrom) <= now,
    'certificate.certificate',
    'be valid today',
    `one that begins on ${leaf.validFrom}`,
    'deploy when it does',
  );
  for (const name of hostNames.filter((one) => !Token.isUnresolved(one)))
    checks.require(
      leaf.checkHost(name) !== undefined,
      'certificate.certificate',
      `be for ${name}`,
      leaf.subjectAltName ?? leaf.subject,
      'have one issued for every host name',
    );
  checkKey(checks, leaf, privateKey);
}

/** Adds a warning at synth when a certificate that is known then ends soon. */
export function warnOfExpiry(scope: Construct, certificate: string, hostNames: readonly string[], now: Date): void {
  if (Token.isUnresolved(certificate)) return;
  const leaf = attempt(() => new X509Certificate(certificate));
  if (!leaf) return;
  const left = Math.floor((new Date(leaf.validTo).getTime() - now.getTime()) / DAY);
  if (left >= 0 && left < SOON_DAYS)
    Annotations.of(scope).addWarning(
      `The certificate of ${hostNames.join(', ')} ends on ${leaf.validTo}, in ${left} days: renew it, and deploy.`,
    );
}

function checkKey(checks: PropChecks, leaf: X509Certificate, privateKey: string): void {
  if (!privateKey || Token.isUnresolved(privateKey)) return;
  const key = attempt(() => createPrivateKey(privateKey));
  checks.require(
    key !== undefined,
    'certificate.privateKey',
    'be a private key in PEM, without a passphrase',
    '(unreadable)',
    'give the key that the certificate was requested with',
  );
  if (key)
    checks.require(
      leaf.checkPrivateKey(key),
      'certificate.privateKey',
      "be the certificate's",
      "another certificate's",
      'give the key that the certificate was requested with',
    );
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
