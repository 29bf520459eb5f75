import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { PropChecks } from '../../../../constructs/validation';
import { newStack, problems, resources, synthesize } from '../synth';
import { computed } from '../validation/prop-row';
import { SettingsForm } from '../../../../constructs/droplet/settings-form';

/** Checked and bound, as a load balancer does it. */
function bind(certificate: TlsCertificate, hostNames: readonly string[], proxied = true) {
  const stack = newStack();
  certificate.check(new PropChecks(stack), { hostNames, proxied });
  return { stack, bound: certificate.bind(stack, 'certificate', { hostNames, proxied }) };
}

function bindOrigin(hostNames: readonly string[], validityDays?: number) {
  return bind(TlsCertificate.cloudflareOrigin({ validityDays }), hostNames).stack;
}

test("orders host names as Cloudflare's API returns them: any other order would replace the certificate", () => {
  const [certificate] = resources(bindOrigin(['www.foobar.com', '*.foobar.com']), 'cloudflare_origin_ca_certificate');
  expect(certificate!.hostnames).toEqual(['*.foobar.com', 'www.foobar.com']);
});

test('asks for fifteen years and an elliptic key unless told otherwise', () => {
  const stack = bindOrigin(['www.foobar.com']);
  expect(resources(stack, 'cloudflare_origin_ca_certificate')).toMatchObject([
    { request_type: 'origin-ecc', requested_validity: 5475 },
  ]);
  expect(resources(stack, 'tls_private_key')).toMatchObject([{ algorithm: 'ECDSA', ecdsa_curve: 'P256' }]);
});

test('refuses a lifetime that Cloudflare does not issue', () => {
  expect(problems(bindOrigin(['www.foobar.com'], 100))).toEqual([
    "[test] 'certificate.validityDays' must be a known value, got '100' (use one of 7, 30, 90, 365, 730, 1095, 5475)",
  ]);
});

test('hands a provided certificate on and makes nothing', () => {
  const provided = { certificate: computed.text, privateKey: 'key' };
  const { stack, bound } = bind(TlsCertificate.provided(provided), ['www.foobar.com']);
  expect(bound).toEqual({ pem: provided, parts: [], settings: [] });
  expect(synthesize(stack).resource).toEqual({});
});

const acme = { email: 'platform@foobar.com', dnsToken: 'a-secret-token' };

test('has the nodes obtain a certificate by ACME, with a token that is no part of the user-data', () => {
  const { stack, bound } = bind(TlsCertificate.acme(acme), ['www.foobar.com', 'foobar.com']);
  const { pem, parts, settings } = bound;
  expect(pem).toBeUndefined();
  const files = Object.fromEntries(parts.flatMap(({ files = [] }) => files.map((file) => [file.path, file])));
  expect(files['/etc/acme/arguments']).toMatchObject({
    content: expect.stringMatching(
      /^--server\nhttps:\/\/acme-v02\.api\.letsencrypt\.org\/directory\n[^]*^--domain\nwww\.foobar\.com\n--domain\nfoobar\.com\n$/m,
    ) as unknown,
  });
  expect(JSON.stringify(parts)).not.toContain(acme.dnsToken);
  const token = { path: '/etc/acme/token', mode: '0600', form: SettingsForm.secret, content: acme.dnsToken };
  expect(settings).toEqual([{ files: [token], apply: [] }]);
  expect(problems(stack)).toEqual([]);
});

test('refuses what an ACME client could not use, all at once', () => {
  const wrong = { email: 'nobody', directory: 'letsencrypt', apiEndpoint: '/client/v4', propagationSeconds: -1 };
  const { stack } = bind(TlsCertificate.acme({ ...acme, dnsToken: '', ...wrong }), ['www.foobar.com']);
  expect(problems(stack)).toEqual([
    "[test] 'certificate.email' must be a mail address, got 'nobody' (write it like 'platform@foobar.com')",
    "[test] 'certificate.dnsToken' must be given, got 'nothing' (give the value of a sensitive Terraform variable)",
    "[test] 'certificate.directory' must be a URL, got 'letsencrypt' (write it like 'https://acme-v02.api.letsencrypt.org/directory')",
    "[test] 'certificate.apiEndpoint' must be a URL, got '/client/v4' (write it like 'https://api.cloudflare.com/client/v4')",
    "[test] 'certificate.propagationSeconds' must be a whole number from 0 to 300, got -1 (use 0 to 300)",
  ]);
});

test('every certificate is a TlsCertificate', () => {
  const all = [
    TlsCertificate.cloudflareOrigin(),
    TlsCertificate.acme(acme),
    TlsCertificate.provided({ certificate: computed.text, privateKey: 'key' }),
  ];
  for (const one of all) expect(one).toBeInstanceOf(TlsCertificate);
});
