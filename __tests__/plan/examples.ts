import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { addProviders } from '../../testing/test-stack';

export const EXAMPLES = join(__dirname, '../../examples');

export function exampleNames(directory = EXAMPLES): readonly string[] {
  return readdirSync(directory).map((file) => file.replace('.ts', ''));
}

export async function loadExample(name: string): Promise<(stack: TerraformStack) => void> {
  const [example] = Object.values(
    (await import(join(EXAMPLES, name))) as Record<string, (stack: TerraformStack) => void>,
  );
  return example!;
}

/** Writes the Terraform configuration of an example, as a stack of its own, below `directory`. */
export async function synthesizeExample(name: string, directory: string): Promise<void> {
  const app = new App({ outdir: directory });
  const stack = new TerraformStack(app, name);
  addProviders(stack);
  (await loadExample(name))(stack);
  app.synth();
}
