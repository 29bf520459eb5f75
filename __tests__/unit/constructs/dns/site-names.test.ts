import { Lazy, Token } from 'cdktf';
import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import type { WebInfrastructureProps } from '../../../../constructs/web-infrastructure';
import { problems, synthesize } from '../synth';
import { wholeSite } from '../whole-site';

const siteWith = (names: Partial<WebInfrastructureProps>) =>
  wholeSite({ loadBalancer: { failover: Failover.edge() }, database: MysqlDatabase.managed(), ...names }).stack;
const computed = Lazy.stringValue({ produce: () => 'computed' });

test.each([
  ['www.foobar.com', 'foobar.com'],
  ['foobar.com', 'foobar.com'],
  ['a.b.foobar.com', 'foobar.com'],
  ['foobar.co.uk', 'foobar.co.uk'],
  ['www.foobar.co.uk', 'foobar.co.uk'],
  ['shop.foobar.uk.com', 'foobar.uk.com'],
  ['www.xn--bcher-kva.de', 'xn--bcher-kva.de'],
  ['www.foobar.internal', 'foobar.internal'],
])('%s is a site in the zone %s', (domain, zone) => {
  const stack = siteWith({ domain });
  expect(problems(stack)).toEqual([]);
  const { data } = synthesize(stack);
  expect(Object.values(data.cloudflare_zone!)).toEqual([expect.objectContaining({ filter: { name: zone } })]);
});

test.each<readonly [string, Partial<WebInfrastructureProps>, string]>([
  [
    'upper case',
    { domain: 'WWW.Foobar.com' },
    "'domain' must be a host name, got 'WWW.Foobar.com' (write it as 'www.foobar.com')",
  ],
  [
    'an international name',
    { domain: 'www.bücher.de' },
    "'domain' must be a host name, got 'www.bücher.de' (write it as 'www.xn--bcher-kva.de')",
  ],
  [
    'a URL',
    { domain: 'https://www.foobar.com/shop' },
    "'domain' must be a host name, got 'https://www.foobar.com/shop' (write it as 'www.foobar.com')",
  ],
  [
    'a dot at the end',
    { domain: 'www.foobar.com.' },
    "'domain' must be a host name, got 'www.foobar.com.' (write it as 'www.foobar.com')",
  ],
  ['no name', { domain: 'foo bar' }, "'domain' must be a host name, got 'foo bar' (write it like 'www.foobar.com')"],
  [
    'an address',
    { domain: '10.0.0.1' },
    "'domain' must be a host name, got '10.0.0.1' (write it like 'www.foobar.com')",
  ],
  ['one label', { domain: 'foobar' }, "'domain' must be a host name, got 'foobar' (write it like 'www.foobar.com')"],
  [
    'a public suffix',
    { domain: 'co.uk' },
    "'domain' must be a name that somebody can register, or one in it, got 'co.uk' ('co.uk' is a public suffix: write it like 'foobar.co.uk', or name your zone in 'zone')",
  ],
  [
    'a zone in upper case',
    { zone: 'Foobar.com' },
    "'zone' must be a host name, got 'Foobar.com' (write it as 'foobar.com')",
  ],
  [
    'another zone',
    { zone: 'other.com' },
    "'domain' must lie in the zone 'other.com', got 'www.foobar.com' (name the zone, or a domain in it)",
  ],
  [
    'a private domain that is no name',
    { privateDomain: 'int_foobar.com' },
    "'privateDomain' must be a host name, got 'int_foobar.com' (write it like 'int.foobar.com')",
  ],
  [
    'a domain that Terraform computes',
    { domain: Token.asString(computed) },
    "'domain' must be known at synth, got a value that is Terraform's to compute (write the value itself, not one that Terraform computes)",
  ],
  [
    'a domain with a part that Terraform computes',
    { domain: `${computed}.foobar.com` },
    "'domain' must be known at synth, got a value that is Terraform's to compute (write the value itself, not one that Terraform computes)",
  ],
])('%s is one message', (_, names, message) => {
  expect(problems(siteWith(names))).toEqual([`[test/site] ${message}`]);
});

test('a number is refused before anything is made of it', () => {
  expect(() => wholeSite({ domain: 42 as never })).toThrow(
    "[test/site] 'domain' must be text, got 42 (write it in quotes)",
  );
});
