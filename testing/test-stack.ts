import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { TerraformStack, Testing } from 'cdktf';

/** cdktf would make one for every app. */
let outdir: string | undefined;

/** An empty stack with the four providers that the constructs need, called `test`. It writes nothing into the project's folder. */
export function testStack(): TerraformStack {
  outdir ??= mkdtempSync(join(tmpdir(), 'cdktf.outdir.'));
  const stack = new TerraformStack(Testing.app({ outdir }), 'test');
  addProviders(stack);
  return stack;
}

/** @internal The providers of the constructs, configured by environment variables. */
export function addProviders(stack: TerraformStack): void {
  new DigitaloceanProvider(stack, 'digitalocean');
  new CloudflareProvider(stack, 'cloudflare');
  new RandomProvider(stack, 'random');
  new TlsProvider(stack, 'tls');
}
