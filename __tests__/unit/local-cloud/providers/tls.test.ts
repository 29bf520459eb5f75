import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tls } from '../../../../local-cloud/providers/tls/provider';

type Values = Record<string, unknown>;

/** Creates as Terraform would: options that are not given are null, defaults aside. */
function create(type: string, planned: Values): Promise<Values> {
  return Promise.resolve(tls.resources[type]!.create({ client: null, prior: null, planned, config: planned } as never));
}

const key = async (planned: Values) => (await create('tls_private_key', planned)) as Record<string, string>;
const certificate = {
  subject: [{ common_name: 'foobar.com' }],
  dns_names: ['foobar.com', '*.foobar.com'],
  ip_addresses: ['127.0.0.1'],
  validity_period_hours: 24,
  allowed_uses: ['digital_signature', 'server_auth'],
  is_ca_certificate: false,
  set_subject_key_id: false,
};
const authority = { ...certificate, subject: [{ common_name: 'CA' }], dns_names: null, ip_addresses: null };

describe.each([
  ['ECDSA', { algorithm: 'ECDSA', ecdsa_curve: 'P256' }],
  ['ECDSA on P384', { algorithm: 'ECDSA', ecdsa_curve: 'P384' }],
  ['RSA', { algorithm: 'RSA', rsa_bits: 2048 }],
  ['ED25519', { algorithm: 'ED25519' }],
])('%s keys', (_, planned) => {
  it('sign a certificate that OpenSSL accepts, for the names asked for', async () => {
    const [caKey, serverKey] = [await key(planned), await key(planned)];
    const ca = await create('tls_self_signed_cert', {
      ...authority,
      private_key_pem: caKey.private_key_pem,
      is_ca_certificate: true,
      allowed_uses: ['cert_signing', 'crl_signing'],
      set_authority_key_id: true,
    });
    const request = await create('tls_cert_request', { ...certificate, private_key_pem: serverKey.private_key_pem });
    const signed = await create('tls_locally_signed_cert', {
      ...certificate,
      ca_cert_pem: ca.cert_pem,
      ca_private_key_pem: caKey.private_key_pem,
      cert_request_pem: request.cert_request_pem,
    });
    const [issuer, server] = [
      new X509Certificate(ca.cert_pem as string),
      new X509Certificate(signed.cert_pem as string),
    ];
    expect(server.verify(issuer.publicKey)).toBe(true);
    expect(server.checkIssued(issuer)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkHost('www.foobar.com')).toBe('*.foobar.com');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('example.com')).toBeUndefined();
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBe(24 * 3_600_000);
  });
});

const haveSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!haveSshKeygen) process.stderr.write('SKIPPED: there is no ssh-keygen, so OpenSSH keys are not read back.\n');

(haveSshKeygen ? describe : describe.skip)('OpenSSH keys', () => {
  it.each([
    ['RSA', { algorithm: 'RSA', rsa_bits: 2048 }],
    ['ECDSA', { algorithm: 'ECDSA', ecdsa_curve: 'P521' }],
    ['ED25519', { algorithm: 'ED25519' }],
  ])('of the kind %s are read by ssh-keygen, which finds the same public key', async (_, planned) => {
    const { private_key_openssh, public_key_openssh } = await key(planned);
    const directory = mkdtempSync(join(tmpdir(), 'openssh-'));
    try {
      const file = join(directory, 'key');
      writeFileSync(file, private_key_openssh!, { mode: 0o600 });
      expect(spawnSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).stdout).toBe(public_key_openssh);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('a key on a curve that Web Crypto does not have', () => {
  it('has no OpenSSH form, and is refused as a signer with the remedy', async () => {
    const weak = await key({ algorithm: 'ECDSA', ecdsa_curve: 'P224' });
    expect([weak.private_key_openssh, weak.public_key_openssh]).toEqual(['', '']);
    await expect(
      create('tls_self_signed_cert', { ...authority, private_key_pem: weak.private_key_pem }),
    ).rejects.toThrow('use ecdsa_curve P256, P384 or P521, RSA or ED25519');
  });
});

describe('a certificate near its end', () => {
  const plan = (hoursLeft: number) => {
    const requiresReplace = new Set<string>();
    const planned: Values = { early_renewal_hours: 24, ready_for_renewal: false };
    const prior = { validity_end_time: new Date(Date.now() + hoursLeft * 3_600_000).toISOString() };
    tls.resources.tls_self_signed_cert!.plan!({ prior, config: {}, planned: planned as never, requiresReplace });
    return { planned, requiresReplace };
  };

  it('is planned anew within early_renewal_hours, and not before', () => {
    expect(plan(23)).toMatchObject({
      planned: { ready_for_renewal: true },
      requiresReplace: new Set(['ready_for_renewal']),
    });
    expect(plan(25)).toMatchObject({ planned: { ready_for_renewal: false }, requiresReplace: new Set() });
  });
});

it('the id of a key is that of its public half, whatever the form of the private one', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const ids = await Promise.all(
    (['sec1', 'pkcs8'] as const).map(async (type) => {
      const pem = privateKey.export({ type, format: 'pem' });
      return (await create('tls_cert_request', { ...certificate, private_key_pem: pem })).id;
    }),
  );
  expect(ids[0]).toBe(ids[1]);
});
