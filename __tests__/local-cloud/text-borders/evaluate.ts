import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fn, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from 'cdktf';
import { terraformBinary } from '../../../host/terraform-binary';
import { run } from '../../../host/run';

/** Terraform evaluates what `render` makes of `values`, which it knows by a variable alone. */
export async function evaluate(
  values: readonly string[],
  render: (stack: TerraformStack, tokens: readonly string[]) => string,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'text-borders-'));
  const stack = new TerraformStack(Testing.app(), 'stack');
  const variable = new TerraformVariable(stack, 'values', { type: 'list(string)' });
  const tokens = values.map((_, i) => Token.asString(Fn.element(variable.listValue, i)));
  new TerraformOutput(stack, 'text', { value: render(stack, tokens) });
  writeFileSync(join(directory, 'main.tf.json'), JSON.stringify(stack.toTerraform()));
  writeFileSync(join(directory, 'terraform.tfvars.json'), JSON.stringify({ values }));
  const terraform = (...args: string[]) => run(terraformBinary(), [`-chdir=${directory}`, ...args]);
  await terraform('init', '-input=false');
  await terraform('apply', '-input=false', '-auto-approve');
  const { text } = JSON.parse(await terraform('output', '-json')) as { text: { value: string } };
  rmSync(directory, { recursive: true });
  return text.value;
}
