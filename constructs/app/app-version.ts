import { Fn, Lazy, TerraformResource, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import type { SiteRelease } from '../site-output/site-description';
import { terraformData } from '../terraform-data';

/**
 * Which version of an app's code runs: what the stack says, until the command releases another one, which Terraform's state then has. Another
 * version in the stack takes its place again.
 */
export class AppVersion {
  private bound?: { readonly record: TerraformResource; readonly variable: TerraformVariable };

  public constructor(private readonly version: Readonly<Record<string, string>>) {}

  /** Makes the record. An app has one, on whatever tier it runs. */
  public bind(scope: Construct): void {
    if (this.bound) return;
    const within = new Construct(scope, 'version');
    const variable = new TerraformVariable(within, 'released', {
      type: 'map(string)',
      default: {},
      description: 'A version of the app to release; the command `app release` gives it, a deploy does not.',
    });
    const record = terraformData(within, 'Resource', {
      // What the command has released stays.
      lifecycle: { ignoreChanges: ['input'] },
    });
    record.addOverride('input', Fn.merge([this.version, variable.value]));
    record.addOverride('triggers_replace', this.version);
    this.bound = { record, variable };
  }

  /** A line NAME=VALUE for each part of the version. */
  public get lines(): string {
    return Object.keys(this.version)
      .map((name) => `${name}=${Lazy.stringValue({ produce: () => this.valueOf(name) })}\n`)
      .join('');
  }

  /** For the command. */
  public get description(): Pick<SiteRelease, 'record' | 'variable' | 'parts'> {
    const { record, variable } = this.bound!;
    return {
      record: `terraform_data.${record.friendlyUniqueId}`,
      variable: variable.friendlyUniqueId,
      parts: Object.keys(this.version),
    };
  }

  private valueOf(name: string): string {
    return `\${${this.bound!.record.fqn}.output["${name}"]}`;
  }
}
