import {
  checkProvidedCertificate,
  warnOfExpiry,
  type ProvidedOptions,
} from '../../../../constructs/tls/provided-certificate';
import { PropChecks } from '../../../../constructs/validation';
import { newStack, problems } from '../synth';
import { computed } from '../validation/prop-row';
import { warningsOf } from '../../../../testing';
import { newCertificate } from './new-certificate';

const DAY = 24 * 3600 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);

let right: ProvidedOptions;
let otherKey: string;
beforeAll(async () => {
  const { certificate, key } = await newCertificate(['www.foobar.com', '*.shop.foobar.com']);
  right = { certificate, privateKey: key };
  otherKey = (await newCertificate(['www.foobar.com'])).key;
});

function check(options: Partial<ProvidedOptions> = {}, names = ['www.foobar.com'], now = new Date()) {
  const stack = newStack();
  const provided = { ...right, ...options };
  checkProvidedCertificate(new PropChecks(stack), provided, names, now);
  warnOfExpiry(stack, provided.certificate, names, now);
  return stack;
}

test('a certificate for the site, valid today, with its key, is accepted', () => {
  expect(problems(check())).toEqual([]);
  expect(problems(check({}, ['a.shop.foobar.com']))).toEqual([]);
  expect(warningsOf(check())).toEqual([]);
});

test('one that Terraform computes is not looked at', () => {
  expect(problems(check({ certificate: computed.text, privateKey: computed.text }))).toEqual([]);
  expect(problems(check({ privateKey: computed.text }))).toEqual([]);
});

test.each<[string, () => ReturnType<typeof check>, RegExp]>([
  [
    'one that has ended',
    () => check({}, ['www.foobar.com'], inDays(900)),
    /'certificate\.certificate' must be valid today, got 'one that ended on .*' \(renew it\)/,
  ],
  [
    'one that begins later',
    () => check({}, ['www.foobar.com'], inDays(-2)),
    /must be valid today, got 'one that begins on .*' \(deploy when it does\)/,
  ],
  [
    'one for other names',
    () => check({}, ['www.foobar.com', 'foobar.com']),
    /must be for foobar\.com, got 'DNS:www\.foobar\.com, DNS:\*\.shop\.foobar\.com' \(have one issued for every host name\)/,
  ],
  ['what is none', () => check({ certificate: '/etc/site.pem' }), /must be a certificate in PEM, got '\(unreadable\)'/],
  [
    "another's key",
    () => check({ privateKey: otherKey }),
    /'certificate\.privateKey' must be the certificate's, got 'another certificate's'/,
  ],
  [
    'a key that is none',
    () => check({ privateKey: 'secret-words' }),
    /must be a private key in PEM, without a passphrase/,
  ],
  ['no key', () => check({ privateKey: '' }), /'certificate\.privateKey' must be given/],
])('%s is refused', (_, make, message) => {
  expect(problems(make())).toEqual([expect.stringMatching(message)]);
});

test('no message shows a key', () => {
  const said = [
    ...problems(check({ privateKey: otherKey })),
    ...problems(check({ privateKey: 'secret-words' })),
  ].join();
  expect(said).not.toContain(otherKey.split('\n')[1]);
  expect(said).not.toContain('secret-words');
});

test('synth warns in the last 30 days', () => {
  expect(warningsOf(check({}, ['www.foobar.com'], inDays(800)))).toEqual([
    expect.stringMatching(/The certificate of www\.foobar\.com ends on .*, in 2\d days: renew it, and deploy\./),
  ]);
});
