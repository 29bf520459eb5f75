import { TerraformElement, TerraformStack, type ITerraformDependable } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Parts of a site may be in stacks of their own, one above the other: a stack refers to what the ones below have made, never the other way round.
 * What a lower part must know of an upper one (whose nodes may connect, at which address a name leads) is therefore made in the upper stack.
 */
export function inSameStack(one: IConstruct, other: IConstruct): boolean {
  return TerraformStack.of(one) === TerraformStack.of(other);
}

/** Whether the stack of `upper` is deployed after that of `lower`, as far as is known by now. */
export function isAbove(upper: IConstruct, lower: IConstruct): boolean {
  return TerraformStack.of(upper).dependsOn(TerraformStack.of(lower));
}

/** Deploys the stack of `upper` after that of `lower`. */
export function placeAbove(upper: IConstruct, lower: IConstruct): void {
  if (!inSameStack(upper, lower)) TerraformStack.of(upper).addDependency(TerraformStack.of(lower));
}

/** Those of `dependables` that Terraform can order before `construct`: in its own stack. Lower stacks are deployed before, as a whole. */
export function inStackOf(
  construct: IConstruct,
  dependables: readonly ITerraformDependable[],
): readonly ITerraformDependable[] {
  return dependables.filter((one) => !TerraformElement.isTerraformElement(one) || inSameStack(construct, one));
}
