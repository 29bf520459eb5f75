import { Lazy, TerraformOutput, TerraformStack, Token } from 'cdktf';
import type { IConstruct } from 'constructs';

import { TIERS } from '../tiers';
import {
  FACTS_KEY,
  FACTS_VARIABLE,
  SITE_DESCRIPTION_VERSION,
  SITE_OUTPUT_PREFIX,
  type SiteDatabase,
  type SiteDescription,
  type SiteMigration,
  type SiteTier,
} from './site-description';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A stack's description of one site, as a Terraform output: constructs add what they make, and the command reads it after a deploy. */
export class SiteOutput extends TerraformOutput {
  private readonly tiers: Mutable<SiteTier>[] = [];
  private readonly databases: SiteDatabase[] = [];
  private domain?: string;
  private migration?: SiteMigration;

  private constructor(
    stack: TerraformStack,
    id: string,
    private readonly privateDomain: string,
    private readonly networkStack: string,
  ) {
    super(stack, id, { value: Lazy.anyValue({ produce: () => this.describe() }) });
    // A host name has no underscore, so no two become one.
    this.overrideLogicalId(SITE_OUTPUT_PREFIX + privateDomain.replace(/[^\w-]/g, '_'));
  }

  /** That of the stack of `scope`, for the site with that private network. */
  public static of(scope: IConstruct, network: IConstruct & { readonly domain: string }): SiteOutput {
    const { domain } = network;
    const stack = TerraformStack.of(scope);
    // PrivateNetwork refuses a domain that is not known at synth.
    const known = Token.isUnresolved(domain) ? 'unknown' : domain;
    const id = `web-infrastructure-${known}`;
    return (
      (stack.node.tryFindChild(id) as SiteOutput | undefined) ??
      new SiteOutput(stack, id, known, TerraformStack.of(network).node.id)
    );
  }

  /** Host name for visitors. */
  public setDomain(domain: string): void {
    this.domain = domain;
  }

  public addTier(tier: SiteTier): void {
    this.tiers.push({ ...tier });
  }

  /** Administrators may reach the tier by ssh. */
  public markBastion(role: string): void {
    for (const tier of this.tiers) if (tier.role === role) tier.bastion = true;
  }

  /** An app on the tier's nodes may be released. */
  public setRelease(role: string, release: SiteTier['release']): void {
    for (const tier of this.tiers) if (tier.role === role) tier.release = release;
  }

  public addDatabase(database: SiteDatabase): void {
    this.databases.push(database);
  }

  public setMigration(migration: SiteMigration): void {
    this.migration = migration;
  }

  public override toMetadata(): object {
    const stack = TerraformStack.of(this);
    if (!process.env[FACTS_VARIABLE] || stack.node.children.find(isSiteOutput) !== this) return {};
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only on demand: an ordinary synth does not load it
    const { stackFacts } = require('./stack-facts') as typeof import('./stack-facts');
    return { [FACTS_KEY]: stackFacts(stack) };
  }

  private describe(): SiteDescription {
    const { networkStack, privateDomain, domain, tiers, databases, migration } = this;
    return {
      version: SITE_DESCRIPTION_VERSION,
      ...{ networkStack, privateDomain, domain, tiers: inOrder(tiers), databases, migration },
    };
  }
}

function isSiteOutput(construct: IConstruct): boolean {
  return construct instanceof SiteOutput;
}

/** Tiers of users' own after those of a site. */
function inOrder(tiers: readonly SiteTier[]): readonly SiteTier[] {
  const order: readonly (string | undefined)[] = Object.keys(TIERS);
  const rank = ({ kind }: SiteTier) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...tiers].sort((a, b) => rank(a) - rank(b));
}
