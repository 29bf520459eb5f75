import { X509Certificate, createPrivateKey } from 'node:crypto';
import { Annotations, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { PropChecks } from '../validation';
import type { ProvidedOptions } from './tls-certificate';

const DAY = 24 * 60 * 60 * 1000;
const SOON_DAYS = 30;

/**
 * Reports what visitors' browsers, or HAProxy, would find wrong with a certificate. One that Terraform computes is not looked at. Nothing of the key
 * gets into a message.
 */
export function checkProvidedCertificate(
  scope: Construct,
  { certificate, privateKey }: ProvidedOptions,
  hostNames: readonly string[],
  now: Date,
): void {
  const checks = new PropChecks(scope);
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
  const left = Math.floor((new Date(leaf.validTo).getTime() - now.getTime()) / DAY);
  if (left >= 0 && left < SOON_DAYS)
    Annotations.of(scope).addWarning(
      `The certificate of ${hostNames.join(', ')} ends on ${leaf.validTo}, in ${left} days: renew it, and deploy.`,
    );
  checkKey(checks, leaf, privateKey);
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
