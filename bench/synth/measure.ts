import { CloudflareProvider } from '@cdktf/provider-cloudflare/lib/provider';
import { DigitaloceanProvider } from '@cdktf/provider-digitalocean/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TlsProvider } from '@cdktf/provider-tls/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byHand, type Texts } from './by-hand';
import { withConstructs, type Shape } from './site';

export interface SynthTimes {
  readonly droplets: number;
  /** CPU time of each synth, milliseconds. */
  readonly constructs: readonly number[];
  readonly byHand: readonly number[];
  readonly resources: number;
}

/** Sites of at most 100 droplets, 10 of them of the app. */
export function shapesOf(droplets: number): readonly Shape[] {
  const sites = Math.ceil(droplets / 100);
  return Array.from({ length: sites }, (_, i) => {
    const own = Math.min(100, droplets - i * 100);
    const app = own >= 20 ? 10 : 2;
    return { domain: `int${i + 1}.foobar.com`, ipRange: `10.20.${i * 16}.0/20`, app, web: own - app };
  });
}

export interface Synthesized {
  readonly json: string;
}

export function synthesizeConstructs(shapes: readonly Shape[]): Synthesized {
  return synthesize((stack) => withConstructs(stack, shapes));
}

export function synthesizeByHand(shapes: readonly Shape[], texts: Texts): Synthesized {
  return synthesize((stack) => byHand(stack, shapes, texts));
}

/** What the constructs render, for those who do it by hand to have ready. */
export function renderedTexts(): Texts {
  const { json } = synthesizeConstructs(shapesOf(5));
  const { locals, resource } = JSON.parse(json) as {
    locals: Record<string, string>;
    resource: {
      terraform_data: Record<string, { provisioner: { 'local-exec': { environment: Record<string, string> } }[] }>;
    };
  };
  const local = (part: string) => Object.entries(locals).find(([name]) => name.includes(part))![1];
  const [gate] = Object.values(resource.terraform_data);
  return {
    webUserData: local('web_user-data'),
    appUserData: local('app_user-data'),
    webPayload: local('web_settings_payload'),
    appPayload: local('app_settings_payload'),
    gate: gate!.provisioner[0]!['local-exec'].environment.WAIT_UNTIL_READY!,
  };
}

/** Both ways in turn: what disturbs the machine meets both. */
export function measure(droplets: number, rounds: number): SynthTimes {
  const shapes = shapesOf(droplets);
  const texts = renderedTexts();
  const [constructs, hand]: [number[], number[]] = [[], []];
  // One round to compile the code, which does not count.
  for (let i = 0; i <= rounds; i++) {
    const [a, b] = [cpuMs(() => synthesizeConstructs(shapes)), cpuMs(() => synthesizeByHand(shapes, texts))];
    if (i === 0) continue;
    constructs.push(a);
    hand.push(b);
  }
  const counts = Object.values(countResources(synthesizeConstructs(shapes)));
  return { droplets, constructs, byHand: hand, resources: counts.reduce((a, b) => a + b, 0) };
}

/** As `cdktf synth` does: validations, aspects, and a file. cdktf's `Testing.synth` takes a time of its own, quadratic in the resources. */
function synthesize(make: (stack: TerraformStack) => void): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'bench');
    new DigitaloceanProvider(stack, 'digitalocean');
    new CloudflareProvider(stack, 'cloudflare');
    new RandomProvider(stack, 'random');
    new TlsProvider(stack, 'tls');
    make(stack);
    app.synth();
    return { json: readFileSync(join(outdir, 'stacks/bench/cdk.tf.json'), 'utf8') };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** How many resources of each type there are. */
export function countResources({ json }: Synthesized): Readonly<Record<string, number>> {
  const { resource } = JSON.parse(json) as { resource: Record<string, object> };
  const counts = Object.entries(resource).map(([type, all]) => [type, Object.keys(all).length] as const);
  return Object.fromEntries(counts.sort());
}

function cpuMs(run: () => void): number {
  globalThis.gc?.();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
