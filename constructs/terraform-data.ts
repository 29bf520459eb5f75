import { TerraformResource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';

/** A `terraform_data`. Not cdktf's DataResource: each of those runs `terraform version` at synth, 45 ms every time. */
export function terraformData(scope: Construct, id: string, meta: TerraformMetaArguments = {}): TerraformResource {
  return new TerraformResource(scope, id, {
    terraformResourceType: 'terraform_data',
    terraformGeneratorMetadata: { providerName: 'terraform' },
    ...meta,
  });
}
