import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { TerraformStack, Testing } from 'cdktf';
import { Access } from '../../../constructs/droplet/access';
import { PrivateNetwork } from '../../../constructs/network/private-network';

/** A stack with all providers. */
export function newStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'test');
  new DigitaloceanProvider(stack, 'digitalocean');
  new CloudflareProvider(stack, 'cloudflare');
  new RandomProvider(stack, 'random');
  new TlsProvider(stack, 'tls');
  return stack;
}

/** A stack with what every tier stands on. */
export function newSite() {
  const stack = newStack();
  const network = new PrivateNetwork(stack, 'network', {
    region: 'fra1',
    ipRange: '10.20.0.0/20',
    domain: 'int.foobar.com',
    zoneId: 'zone',
  });
  const access = new Access(stack, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] });
  return { stack, network, access };
}

export interface Synthesized {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly locals: Readonly<Record<string, string>>;
}

/** The Terraform configuration, without validations. */
export function synthesize(stack: TerraformStack): Synthesized {
  return JSON.parse(Testing.synth(stack)) as Synthesized;
}

/** All resources of a type, in the order of their names. */
export function resources(stack: TerraformStack, type: string): Readonly<Record<string, unknown>>[] {
  return Object.entries(synthesize(stack).resource[type] ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, resource]) => resource);
}

/** What synth refuses, one line a problem; empty when it accepts the stack. */
export function problems(stack: TerraformStack): string[] {
  try {
    Testing.synth(stack, true);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .filter((line) => line.startsWith('  ['))
      .map((line) => line.trim());
  }
}
