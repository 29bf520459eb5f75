import { Aspects, TerraformProvider, type TerraformStack } from 'cdktf';

/** Major and minor version of what the bindings were generated from. */
const TESTED = /^(\d+\.\d+)\.\d+$/;

/**
 * Lets a stack take newer providers than those that this package was tested with, of the same major version: `~> 2.71` in place of `2.71.0`. The lock file then says which;
 * `terraform init -upgrade` in the stack's directory takes newer ones (docs/guides/escape-hatches.md#newer-providers).
 *
 * @example
 * import { acceptNewerProviders } from 'cdktf-web-infrastructure';
 *
 * acceptNewerProviders(this);
 */
export function acceptNewerProviders(stack: TerraformStack): void {
  Aspects.of(stack).add({
    visit: (one) => {
      if (!(one instanceof TerraformProvider)) return;
      const { providerName, providerVersion } = one.terraformGeneratorMetadata ?? {};
      const tested = TESTED.exec(providerVersion ?? '')?.[1];
      if (tested) stack.addOverride(`terraform.required_providers.${providerName}.version`, `~> ${tested}`);
    },
  });
}
