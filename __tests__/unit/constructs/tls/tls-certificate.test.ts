import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { newStack, problems, resources, synthesize } from '../synth';

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
  const provided = { certificate: 'certificate', privateKey: 'key' };
  expect(TlsCertificate.provided(provided).bind(stack, ['www.foobar.com'])).toEqual({ pem: provided, parts: [], settings: [] });
  expect(synthesize(stack).resource).toBeUndefined();
});
