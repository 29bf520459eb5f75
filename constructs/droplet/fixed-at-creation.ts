import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { escapeTemplate } from '../cloud-init/escape';
import { terraformData } from '../terraform-data';

export interface FixedValue {
  readonly value: string;
  /** The prop it comes from, as the error names it. */
  readonly prop: string;
  /** What to do in place of the change, one sentence. */
  readonly remedy: string;
  /** What nodes have whose state is older than this value. @default - as if they had this one */
  readonly before?: string;
}

/**
 * Values that nodes with data learn when they are made and cannot change: a plan that would change one fails, with the remedy. Terraform keeps the first value
 * in its state (`ignore_changes`) and compares it at each plan. A site that is older than this resource has the values of its next deploy.
 */
export class FixedAtCreation extends Construct {
  public constructor(scope: Construct, id: string, values: Readonly<Record<string, FixedValue>>) {
    super(scope, id);
    // What Terraform computes is not known at each plan.
    const known = Object.entries(values).filter(([, { value }]) => !Token.isUnresolved(value));
    const kept = terraformData(this, 'Resource');
    kept.addOverride('input', Object.fromEntries(known.map(([name, { value }]) => [name, escapeTemplate(value)])));
    kept.addOverride('lifecycle', {
      ignore_changes: ['input'],
      postcondition: known.map(([name, one]) => condition(scope.node.path, name, one)),
    });
  }
}

/** One that is new in this version is missing from an older state. */
function condition(path: string, name: string, { value, prop, remedy, before = value }: FixedValue) {
  const now = JSON.stringify(escapeTemplate(value));
  const was = `try(self.output.${name}, ${JSON.stringify(escapeTemplate(before))})`;
  return {
    condition: `\${${was} == ${now}}`,
    error_message: `[${path}] '${prop}' must stay '\${${was}}' for nodes that keep data, got '${escapeTemplate(value)}' (${remedy})`,
  };
}
