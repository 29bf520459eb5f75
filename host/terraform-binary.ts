/** The Terraform binary: TERRAFORM_BINARY_NAME, as cdktf reads it (`tofu` for OpenTofu), or terraform. */
export function terraformBinary(): string {
  return process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
}
