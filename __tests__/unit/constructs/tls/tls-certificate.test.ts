import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { newStack, problems, resources, synthesize } from '../synth';
import { computed } from '../validation/prop-row';
import { SettingsForm } from '../../../../constructs/droplet/settings-form';

function bindOrigin(hostNames: readonly string[], validityDays?: number) {
  const stack = newStack();
  TlsCertificate.cloudflareOrigin({ validityDays }).bind(stack, hostNames);
  return stack;
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
    "[test/certificate] 'validityDays' must be a known value, got '100' (use one of 7, 30, 90, 365, 730, 1095, 5475)",
  ]);
});

test('hands a provided certificate on and makes nothing', () => {
  const stack = newStack();
  const provided = { certificate: computed.text, privateKey: 'key' };
  expect(TlsCertificate.provided(provided).bind(stack, ['www.foobar.com'])).toEqual({
    pem: provided,
    parts: [],
    settings: [],
  });
  expect(synthesize(stack).resource).toEqual({});
});

const acme = { email: 'platform@foobar.com', dnsToken: 'a-secret-token' };

test('has the nodes obtain a certificate by ACME, with a token that is no part of the user-data', () => {
  const stack = newStack();
  const { pem, parts, settings } = TlsCertificate.acme(acme).bind(stack, ['www.foobar.com', 'foobar.com']);
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
  const stack = newStack();
  const wrong = { email: 'nobody', directory: 'letsencrypt', apiEndpoint: '/client/v4', propagationSeconds: -1 };
  TlsCertificate.acme({ ...acme, dnsToken: '', ...wrong }).bind(stack, ['www.foobar.com']);
  expect(problems(stack)).toEqual([
    "[test] 'certificate.email' must be a mail address, got 'nobody' (write it like 'platform@foobar.com')",
    "[test] 'certificate.dnsToken' must be given, got 'nothing' (give the value of a sensitive Terraform variable)",
    "[test] 'certificate.directory' must be a URL, got 'letsencrypt' (write it like 'https://acme-v02.api.letsencrypt.org/directory')",
    "[test] 'certificate.apiEndpoint' must be a URL, got '/client/v4' (write it like 'https://api.cloudflare.com/client/v4')",
    "[test] 'certificate.propagationSeconds' must be a whole number from 0 to 300, got -1 (use 0 to 300)",
  ]);
});
