import 'reflect-metadata';
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { block, bool, forClient, list, number, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { publicKeyId, signingKey } from './keys';

x509.cryptoProvider.set(webcrypto as never);
const { resource } = forClient<null>();

const KEY_USAGES: Readonly<Record<string, number>> = {
  digital_signature: x509.KeyUsageFlags.digitalSignature,
  content_commitment: x509.KeyUsageFlags.nonRepudiation,
  key_encipherment: x509.KeyUsageFlags.keyEncipherment,
  data_encipherment: x509.KeyUsageFlags.dataEncipherment,
  key_agreement: x509.KeyUsageFlags.keyAgreement,
  cert_signing: x509.KeyUsageFlags.keyCertSign,
  crl_signing: x509.KeyUsageFlags.cRLSign,
  encipher_only: x509.KeyUsageFlags.encipherOnly,
  decipher_only: x509.KeyUsageFlags.decipherOnly,
};
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any_extended: '2.5.29.37.0',
  server_auth: x509.ExtendedKeyUsage.serverAuth,
  client_auth: x509.ExtendedKeyUsage.clientAuth,
  code_signing: x509.ExtendedKeyUsage.codeSigning,
  email_protection: x509.ExtendedKeyUsage.emailProtection,
  timestamping: x509.ExtendedKeyUsage.timeStamping,
  ocsp_signing: x509.ExtendedKeyUsage.ocspSigning,
};

const subject = block.list(
  {
    common_name: string().optional().forceNew(),
    country: string().optional().forceNew(),
    locality: string().optional().forceNew(),
    organization: string().optional().forceNew(),
    organizational_unit: string().optional().forceNew(),
    postal_code: string().optional().forceNew(),
    province: string().optional().forceNew(),
    serial_number: string().optional().forceNew(),
    street_address: list(string()).optional().forceNew(),
  },
  { max: 1 },
);
const names = {
  dns_names: list(string()).optional().forceNew(),
  ip_addresses: list(string()).optional().forceNew(),
  uris: list(string()).optional().forceNew(),
};
/** What both kinds of certificate have. */
const issued = {
  validity_period_hours: number().required().forceNew(),
  early_renewal_hours: number().default(0).computed(),
  allowed_uses: list(string().validate(oneOf(...Object.keys(KEY_USAGES), ...Object.keys(EXTENDED_USAGES))))
    .required()
    .forceNew(),
  is_ca_certificate: bool().default(false).computed().forceNew(),
  set_subject_key_id: bool().default(false).computed().forceNew(),
  id: string().computed().keepsState(),
  cert_pem: string().computed().keepsState(),
  ready_for_renewal: bool().default(false).computed(),
  validity_start_time: string().computed().keepsState(),
  validity_end_time: string().computed().keepsState(),
};

export const certRequest = resource({
  fields: {
    private_key_pem: string().required().sensitive().forceNew(),
    subject,
    ...names,
    id: string().computed().keepsState(),
    key_algorithm: string().computed().keepsState(),
    cert_request_pem: string().computed().keepsState(),
  },
  async create({ planned }) {
    const { algorithm, kind, keys } = await signingKey(planned.private_key_pem);
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name: subjectName(planned.subject[0]),
      keys: keys as never,
      signingAlgorithm: algorithm,
      extensions: alternativeNames(planned),
    });
    return {
      id: publicKeyId(createPublicKey(planned.private_key_pem)),
      key_algorithm: kind,
      cert_request_pem: pem(request),
    };
  },
});

export const selfSignedCert = resource({
  fields: {
    private_key_pem: string().required().sensitive().forceNew(),
    subject,
    ...names,
    ...issued,
    set_authority_key_id: bool().default(false).computed().forceNew(),
    key_algorithm: string().computed().keepsState(),
  },
  plan: planRenewal,
  async create({ planned }) {
    const { algorithm, kind, keys } = await signingKey(planned.private_key_pem);
    const name = subjectName(planned.subject[0]);
    const own = await extensions(planned, keys.publicKey);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...validity(planned.validity_period_hours),
      name,
      keys: keys as never,
      signingAlgorithm: algorithm,
      extensions: [
        ...own,
        ...alternativeNames(planned),
        ...(planned.set_authority_key_id
          ? [await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey as never)]
          : []),
      ],
    });
    return { ...attributes(certificate), key_algorithm: kind };
  },
  update: () => ({}),
});

export const locallySignedCert = resource({
  fields: {
    ca_cert_pem: string().required().forceNew(),
    ca_private_key_pem: string().required().sensitive().forceNew(),
    ca_key_algorithm: string().computed().keepsState(),
    cert_request_pem: string().required().forceNew(),
    ...issued,
  },
  plan: planRenewal,
  async create({ planned }) {
    const { algorithm, kind, keys } = await signingKey(planned.ca_private_key_pem);
    const ca = new x509.X509Certificate(planned.ca_cert_pem);
    const request = new x509.Pkcs10CertificateRequest(planned.cert_request_pem);
    const requested = request.getExtension('2.5.29.17');
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(planned.validity_period_hours),
      subject: request.subject,
      issuer: ca.subject,
      publicKey: request.publicKey,
      signingKey: keys.privateKey as never,
      signingAlgorithm: algorithm,
      extensions: [
        ...(await extensions(planned, request.publicKey)),
        ...(requested ? [requested] : []),
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      ],
    });
    return { ...attributes(certificate), ca_key_algorithm: kind };
  },
  update: () => ({}),
});

/** A certificate that is about to end is planned anew. */
function planRenewal({
  prior,
  planned,
  requiresReplace,
}: {
  prior: any;
  planned: any;
  requiresReplace: Set<string>;
}): void {
  if (!prior) return;
  const renewAt = Date.parse(prior.validity_end_time) - Number(planned.early_renewal_hours ?? 0) * 3_600_000;
  if (Date.now() < renewAt) return;
  planned.ready_for_renewal = true;
  requiresReplace.add('ready_for_renewal');
}

function subjectName(of: any): x509.JsonName {
  const part = (key: string, value: string | null | undefined) => (value ? [{ [key]: [value] }] : []);
  if (!of) return [];
  return [
    ...part('C', of.country),
    ...part('ST', of.province),
    ...part('L', of.locality),
    ...(of.street_address ?? []).flatMap((line: string) => part('2.5.4.9', line)),
    ...part('2.5.4.17', of.postal_code),
    ...part('O', of.organization),
    ...part('OU', of.organizational_unit),
    ...part('CN', of.common_name),
    ...part('2.5.4.5', of.serial_number),
  ];
}

function alternativeNames({ dns_names, ip_addresses, uris }: any): x509.Extension[] {
  const all: x509.JsonGeneralNames = [
    ...(dns_names ?? []).map((value: string) => ({ type: 'dns', value })),
    ...(ip_addresses ?? []).map((value: string) => ({ type: 'ip', value })),
    ...(uris ?? []).map((value: string) => ({ type: 'url', value })),
  ];
  return all.length > 0 ? [new x509.SubjectAlternativeNameExtension(all)] : [];
}

async function extensions(planned: any, publicKey: unknown): Promise<x509.Extension[]> {
  const uses = planned.allowed_uses as string[];
  const usage = uses.reduce((flags, use) => flags | (KEY_USAGES[use] ?? 0), 0);
  const extended = uses.flatMap((use) => EXTENDED_USAGES[use] ?? []);
  const withKeyId = planned.set_subject_key_id || planned.is_ca_certificate;
  return [
    new x509.BasicConstraintsExtension(planned.is_ca_certificate, undefined, true),
    ...(usage ? [new x509.KeyUsagesExtension(usage, true)] : []),
    ...(extended.length > 0 ? [new x509.ExtendedKeyUsageExtension(extended)] : []),
    ...(withKeyId ? [await x509.SubjectKeyIdentifierExtension.create(publicKey)] : []),
  ];
}

function validity(hours: number) {
  const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000);
  return {
    serialNumber: `00${randomBytes(15).toString('hex')}`,
    notBefore,
    notAfter: new Date(notBefore.getTime() + hours * 3_600_000),
  };
}

function attributes(certificate: x509.X509Certificate) {
  const time = (date: Date) => date.toISOString().replace('.000', '');
  return {
    id: BigInt(`0x${certificate.serialNumber}`).toString(),
    cert_pem: pem(certificate),
    validity_start_time: time(certificate.notBefore),
    validity_end_time: time(certificate.notAfter),
  };
}

function pem(of: { toString(format: 'pem'): string }): string {
  return `${of.toString('pem')}\n`;
}
