import { GONE, type PlanRule } from '../plan-rule';

/** Certificates that an authority revokes, or a service forgets, when the resource is destroyed. */
const CERTIFICATES = [
  'cloudflare_origin_ca_certificate',
  'cloudflare_authenticated_origin_pulls_certificate',
  'digitalocean_certificate',
];

/** Certificates and secrets. */
export const CERTIFICATE_RULES: readonly PlanRule[] = [
  {
    name: 'certificate-rolled',
    types: CERTIFICATES,
    actions: ['create then destroy'],
    impact: 'rolling',
    reason: 'the new certificate is there before the old one is revoked',
  },
  {
    name: 'certificate-revoked',
    types: CERTIFICATES,
    actions: ['destroy', 'destroy then create'],
    impact: 'disruptive',
    reason: 'the old certificate is revoked before another one is in use',
  },
  {
    name: 'certificate-rekeyed',
    types: CERTIFICATES,
    actions: ['update in place'],
    impact: 'disruptive',
    reason: 'those who use the certificate get another one under the same id, without a time when both hold',
  },
  // Of those who use the secret, a plan shows only the resources that Terraform may change: a database has it in its data.
  {
    name: 'secret-replaced',
    types: ['random_password', 'random_string', 'random_id', 'random_uuid', 'tls_private_key', 'tls_self_signed_cert'],
    actions: GONE,
    impact: 'disruptive',
    reason: 'what was made with the old secret is refused until everybody has the new one',
  },
  {
    name: 'derived-value-replaced',
    types: ['tls_cert_request', 'tls_locally_signed_cert'],
    actions: GONE,
    impact: 'safe',
    reason: 'only a value in the state; what uses it has a line of its own',
  },
];
