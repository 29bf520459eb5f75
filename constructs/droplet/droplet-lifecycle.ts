import { type TerraformResourceLifecycle } from 'cdktf';
import type { Construct } from 'constructs';
import { terraformData } from '../terraform-data';

/**
 * Deploys never replace or restart nodes with data: Terraform would do it to all of them at once. An operator does, one at a time
 * (`mysql replace`, `resize`).
 */
export const KEEPS_ITS_DATA: TerraformResourceLifecycle = {
  createBeforeDestroy: false,
  ignoreChanges: ['user_data', 'image', 'ssh_keys', 'size'],
};

/**
 * Replaces nodes for the attributes that the provider changes in place: it powers all droplets of a tier off at once for another size, and
 * renames a droplet without its system noticing.
 */
export function replacedInTurn(
  scope: Construct,
  inPlace: { readonly size: string; readonly domain: string },
): TerraformResourceLifecycle {
  const trigger = terraformData(scope, 'replaced-for');
  trigger.addOverride('input', inPlace);
  // By name: cdktf would write an expression, which Terraform refuses here.
  return { createBeforeDestroy: true, replaceTriggeredBy: [`terraform_data.${trigger.friendlyUniqueId}`] };
}
