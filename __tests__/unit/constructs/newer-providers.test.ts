import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { acceptNewerProviders } from '../../../constructs/newer-providers';
import { newStack, synthesize } from './synth';

const required = (newer: boolean) => {
  const stack = newStack();
  if (newer) acceptNewerProviders(stack);
  new DigitaloceanProvider(stack, 'digitalocean', { token: 'x' });
  new TlsProvider(stack, 'tls');
  return (synthesize(stack) as unknown as { terraform: { required_providers: object } }).terraform.required_providers;
};

test('providers are those that were tested, exactly', () => {
  expect(required(false)).toMatchObject({ digitalocean: { version: '2.71.0' }, tls: { version: '4.1.0' } });
});

test('one switch of a stack lets in newer ones of the same major version, and adds no provider', () => {
  expect(required(true)).toEqual({
    digitalocean: { source: 'digitalocean/digitalocean', version: '~> 2.71' },
    tls: { source: 'hashicorp/tls', version: '~> 4.1' },
  });
});
