import {
  SITE_DESCRIPTION_VERSION,
  SITE_OUTPUT_PREFIX,
  type SiteDescription,
} from '../../constructs/site-output/site-description';
import { chooseStack } from './choose-stack';
import type { Project } from './project';
import type { SynthesizedStack } from './synthesized-stack';

/** Which site a command works on. */
export interface SiteSelection {
  /** @default the only one with a site */
  readonly stack?: string;
  /** Host name for visitors, or the private domain. @default the only one of the stack */
  readonly site?: string;
}

/** One stack's part of a site. */
export interface SitePart {
  readonly stack: SynthesizedStack;
  /** Name of the Terraform output that describes it. */
  readonly output: string;
  /** What is known before the deploy. */
  readonly planned: Pick<SiteDescription, 'version' | 'networkStack' | 'privateDomain' | 'domain'>;
}

/** All parts of the site that is meant: most sites have one. The one of the stack that was named is first. */
export function findSite(project: Project, { stack: stackName, site }: SiteSelection): readonly SitePart[] {
  const stacks = project.stacks();
  if (stackName !== undefined) chooseStack(stacks, stackName);
  const sites = bySite(stacks.flatMap(partsOf));
  if (sites.length === 0)
    throw new Error(`no stack here has a site: ${stacks.map(({ name }) => name).join(', ') || 'there is no stack'}`);
  const ofStack = sites.filter(
    (parts) => stackName === undefined || parts.some(({ stack }) => stack.name === stackName),
  );
  if (ofStack.length === 0) throw new Error(`stack '${stackName}' has no site: the constructs in it make no nodes`);
  const named = ofStack.filter((parts) => site === undefined || parts.some((part) => isNamed(part, site)));
  if (named.length === 1) return [...named[0]!].sort((a) => (a.stack.name === stackName ? -1 : 0));
  if (named.length === 0) throw new Error(`there is no site '${site}': there are ${ofStack.map(describe).join(', ')}`);
  throw new Error(`name the stack, or the site by --site: there are ${named.map(describe).join(', ')}`);
}

function partsOf(stack: SynthesizedStack): readonly SitePart[] {
  return Object.entries(stack.configuration.output ?? {})
    .filter(([name, { value }]) => name.startsWith(SITE_OUTPUT_PREFIX) && typeof value === 'object' && value !== null)
    .map(([output, { value }]) => ({ stack, output, planned: supported(value as SitePart['planned']) }));
}

export function supported<T extends { readonly version: number }>(description: T): T {
  if (description.version > SITE_DESCRIPTION_VERSION)
    throw new Error(
      `the site was deployed by a later version of cdktf-web-infrastructure (description ${description.version}, this command reads ${SITE_DESCRIPTION_VERSION}): install that version`,
    );
  return description;
}

/** Environments of one application may have the same domains: the network's stack tells them apart. */
function bySite(parts: readonly SitePart[]): readonly (readonly SitePart[])[] {
  const sites = new Map<string, SitePart[]>();
  for (const part of parts) {
    const key = `${part.planned.networkStack} ${part.planned.privateDomain}`;
    sites.set(key, [...(sites.get(key) ?? []), part]);
  }
  return [...sites.values()];
}

function isNamed({ planned }: SitePart, name: string): boolean {
  return planned.domain === name || planned.privateDomain === name;
}

function describe(parts: readonly SitePart[]): string {
  const { privateDomain } = parts[0]!.planned;
  const domain = parts.find(({ planned }) => planned.domain)?.planned.domain ?? privateDomain;
  return `${parts.map(({ stack }) => stack.name).join(' and ')} (${domain})`;
}
