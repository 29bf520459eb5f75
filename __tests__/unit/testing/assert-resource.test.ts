import { DatabaseUser } from '@cdktf/provider-digitalocean/lib/database-user';
import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { Password } from '@cdktf/provider-random/lib/password';
import { assertNoResource, assertResource, assertResourceCount, synthesize } from '../../../testing';

const stack = synthesize((it) => {
  new Tag(it, 'web', { name: 'web' });
  new Tag(it, 'app', { name: 'app' });
  new Firewall(it, 'firewall', {
    name: 'web',
    tags: ['web'],
    inboundRule: [
      { protocol: 'tcp', portRange: '443', sourceAddresses: ['0.0.0.0/0'] },
      { protocol: 'icmp', sourceTags: ['lb'] },
    ],
  });
  new Password(it, 'password', { length: 20 }).addOverride('keepers.token', 'dop_v1_s3cret');
  new DatabaseUser(it, 'user', { clusterId: 'c', name: 'app' });
});

test('a resource with what is named is found, whatever else it has', () => {
  expect(() => assertResource(stack, 'digitalocean_tag', { name: 'app' })).not.toThrow();
  expect(() =>
    assertResource(stack, 'digitalocean_firewall', { inbound_rule: [{ port_range: '443' }, { protocol: 'icmp' }] }),
  ).not.toThrow();
});

test('a failure shows the nearest one, and in what it differs', () => {
  const expected = { name: 'web', tags: ['app', 'web'], inbound_rule: [{ port_range: '80' }, { protocol: 'icmp' }] };
  expect(() => assertResource(stack, 'digitalocean_firewall', expected)).toThrow(
    `None of 1 'digitalocean_firewall' has what is expected. The nearest, firewall, differs in
  tags: expected 2 elements, got 1
  inbound_rule.0.port_range: expected '80', got '443'
Correct the expectation, or the props that the resource is made from.`,
  );
});

test('of several, the nearest is the one with the fewest differences', () => {
  expect(() => assertResource(stack, 'digitalocean_tag', { name: 'web', colour: 'red' })).toThrow(
    "None of 2 'digitalocean_tag' has what is expected. The nearest, web, differs in\n  colour: expected 'red', got nothing\n",
  );
});

test('a failure shows no secret', () => {
  const assertion = () => assertResource(stack, 'random_password', { length: 16, keepers: { token: 'dop_v1_other' } });
  expect(assertion).toThrow("length: expected 16, got 20\n  keepers.token: expected '<secret>', got '<secret>'");
});

test('a type that is not there is named beside those that are', () => {
  expect(() => assertResource(stack, 'digitalocean_droplets', {})).toThrow(
    "The stack 'test' has no 'digitalocean_droplets'; it has digitalocean_database_user, digitalocean_firewall, digitalocean_tag, random_password (correct the type, or make one).",
  );
});

test('what must not be there is found', () => {
  expect(() => assertNoResource(stack, 'digitalocean_tag', { name: 'db' })).not.toThrow();
  expect(() => assertNoResource(stack, 'digitalocean_volume')).not.toThrow();
  expect(() => assertNoResource(stack, 'digitalocean_tag', { name: 'web' })).toThrow(
    "There must be no such 'digitalocean_tag', yet there is one: web (",
  );
  expect(() => assertNoResource(stack, 'digitalocean_tag')).toThrow('yet there are 2: app, web (');
});

test('resources are counted', () => {
  expect(() => assertResourceCount(stack, 'digitalocean_tag', 2)).not.toThrow();
  expect(() => assertResourceCount(stack, 'digitalocean_volume', 0)).not.toThrow();
  expect(() => assertResourceCount(stack, 'digitalocean_tag', 3)).toThrow(
    "'digitalocean_tag' must be there 3 times. There are 2: app, web (correct the number, or the props that decide it).",
  );
  expect(() => assertResourceCount(stack, 'digitalocean_volume', 1)).toThrow("has no 'digitalocean_volume'; it has");
});
