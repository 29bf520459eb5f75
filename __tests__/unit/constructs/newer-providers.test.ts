import { Aspects } from 'cdktf';
import { acceptNewerProviders } from '../../../constructs/newer-providers';
import { newStack } from './synth';

interface Required {
  readonly source: string;
  readonly version: string;
}

/** The providers of a stack. */
function required(newer: boolean): Readonly<Record<string, Required>> {
  const stack = newStack();
  if (newer) acceptNewerProviders(stack);
  // As a synth of the app does; that of tests leaves providers out.
  for (const aspect of Aspects.of(stack).all) for (const one of stack.node.findAll()) aspect.visit(one);
  const { terraform } = stack.toTerraform() as {
    terraform: { required_providers: Readonly<Record<string, Required>> };
  };
  return terraform.required_providers;
}

test('providers are those that were tested, exactly', () => {
  expect(required(false)).toMatchObject({ digitalocean: { version: '2.71.0' }, cloudflare: { version: '5.14.0' } });
});

test('one switch of a stack lets in newer ones of the same major version, and adds no provider', () => {
  const newer = required(true);
  expect(newer).toMatchObject({
    digitalocean: { source: 'digitalocean/digitalocean', version: '~> 2.71' },
    cloudflare: { version: '~> 5.14' },
  });
  expect(Object.keys(newer)).toEqual(Object.keys(required(false)));
});
