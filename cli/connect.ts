import { DigitalOceanApi } from './apis/digitalocean';
import { PowerFencing, type Power } from './power-fencing';
import { readSite, type DeployedSite } from './project/deployed-site';
import { findSite, type SiteSelection } from './project/find-site';
import { Project } from './project/project';
import { SiteNodes, type AttachableNodes } from './site-nodes';
import type { Replacing } from './terraform';

export interface Connection {
  readonly site: DeployedSite;
  readonly nodes: AttachableNodes;
  readonly fence: Power;
  readonly digitalOcean: DigitalOceanApi;
  /** Terraform of the stack that a tier is in. */
  terraformOf(role: string): Replacing;
}

/** To a site that was deployed from the directory of this project. */
export async function connect(selection: SiteSelection, project = new Project()): Promise<Connection> {
  const parts = findSite(project, selection);
  const reach = (await project.findReach(parts[0]!.stack))!;
  const site = await readSite(parts, reach);
  const { url, token = '' } = reach.digitalOcean;
  const digitalOcean = new DigitalOceanApi(url, token);
  return {
    site,
    nodes: new SiteNodes(site.tiers, reach.ssh),
    fence: new PowerFencing(digitalOcean),
    digitalOcean,
    terraformOf: (role) => {
      const tier = site.tiers.find((one) => one.role === role);
      if (!tier) throw new Error(`${site.name} has no tier '${role}'`);
      return tier.terraform;
    },
  };
}
