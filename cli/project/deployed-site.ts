import type { SiteDescription, SiteTier } from '../../constructs/site-output/site-description';
import { Terraform } from '../terraform';
import { supported, type SitePart } from './find-site';
import type { Reach } from '../reach';

/** A tier, and the Terraform of the stack that it is in. */
export interface DeployedTier extends SiteTier {
  readonly terraform: Terraform;
}

/** What the last deploy has left. */
export interface DeployedSite extends Pick<SiteDescription, 'databases' | 'migration'> {
  /** What people call it: the stack that was named, or that it is in. */
  readonly name: string;
  readonly tiers: readonly DeployedTier[];
}

/** Reads Terraform's outputs. */
export async function readSite(parts: readonly SitePart[], { terraform: env }: Reach): Promise<DeployedSite> {
  const read = await Promise.all(
    parts.map(async (part) => {
      const terraform = new Terraform(part.stack.directory, env);
      return { terraform, description: await describe(part, terraform) };
    }),
  );
  return {
    name: parts[0]!.stack.name,
    tiers: read.flatMap(({ terraform, description }) => description.tiers.map((tier) => ({ ...tier, terraform }))),
    databases: read.flatMap(({ description }) => description.databases),
    migration: read.find(({ description }) => description.migration)?.description.migration,
  };
}

async function describe({ stack, output }: SitePart, terraform: Terraform): Promise<SiteDescription> {
  const text = await terraform.output(output);
  const description = text === undefined ? undefined : (JSON.parse(text) as Partial<SiteDescription>);
  if (description?.version === undefined)
    throw new Error(
      `'${stack.name}' is not deployed: its state has no output '${output}' (npx cdktf deploy ${stack.name})`,
    );
  return supported(description as SiteDescription);
}
