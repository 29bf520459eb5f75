/** The Terraform binary: TERRAFORM_BINARY_NAME, as cdktf reads it (`tofu` for OpenTofu), or terraform. */
export function terraformBinary(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env.TERRAFORM_BINARY_NAME ?? 'terraform';
}
