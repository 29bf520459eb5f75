import type { SiteRelease } from '../../constructs/site-output/site-description';
import { print } from '../../host/terminal';
import { renderTable } from '../../host/table';
import { parsePlan } from '../../testing/plan/terraform-plan';
import { connect, type Connection } from '../connect';
import { Project } from '../project/project';
import { inSteps } from '../progress';
import type { DeployedTier } from '../project/deployed-site';
import { shortName } from '../mysql/member';
import { changedIn, type Terraform } from '../terraform';
import { attemptsOn, versionBefore, type Attempt, type Version } from './attempts';
import { tierOfApp, type RunOptions } from './run-in-app';

/** Which version is to run: a tag or commit of a repository, or an archive with its checksum. */
export interface ReleaseOptions extends RunOptions {
  readonly ref?: string;
  readonly url?: string;
  readonly sha256?: string;
}

interface App extends DeployedTier {
  readonly release: SiteRelease;
}

/** Has the nodes of an app run another version: in place, the first node first. Nothing else of the stack is touched. */
export async function releaseApp(
  { ref, url, sha256, ...options }: ReleaseOptions,
  project = new Project(),
): Promise<void> {
  const { app } = await findApp(options, project);
  const given = Object.entries({ ref, url, sha256 }).filter(([, value]) => value !== undefined);
  const wanted = app.release.parts.map((part) => `--${part}`).join(' and ');
  if (given.map(([name]) => name).join() !== app.release.parts.join())
    throw new Error(`the app on tier '${app.role}' is released by ${wanted}`);
  await putInPlace(app, Object.fromEntries(given) as Version);
}

/** Has them run the version before the one that they run. */
export async function rollBackApp(options: RunOptions, project = new Project()): Promise<void> {
  const { app, nodes } = await findApp(options, project);
  const attempts = await attemptsOn(nodes, app.nodes[0]!.name);
  const before = versionBefore(attempts);
  if (!before) throw new Error(`the nodes of tier '${app.role}' have run no other version: release one by its name`);
  await putInPlace(app, before);
}

/** Prints which release each node runs, and what came before. */
export async function showReleases(options: RunOptions, project = new Project()): Promise<void> {
  const { app, nodes } = await findApp(options, project);
  const all = await Promise.all(app.nodes.map(async ({ name }) => ({ name, attempts: await attemptsOn(nodes, name) })));
  const rows = all.flatMap(({ name, attempts }) => attempts.map((one) => rowOf(name, one)));
  print(renderTable([['NODE', 'AT', 'VERSION', 'OUTCOME', 'TOOK'], ...rows]));
}

function rowOf(node: string, { at, version, outcome, seconds }: Attempt): readonly string[] {
  const time = `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
  return [shortName(node), time, describe(version), outcome, seconds > 0 ? `${seconds} s` : ''];
}

function describe({ ref = '', url, sha256 = '' }: Version): string {
  return url === undefined ? ref : `${url.split('/').at(-1)} (${sha256.slice(0, 12)})`;
}

async function findApp(
  options: RunOptions,
  project: Project,
): Promise<Pick<Connection, 'nodes'> & { readonly app: App }> {
  const { site, nodes } = await connect(options, project);
  const tier = tierOfApp(site.tiers, options);
  const { release } = tier;
  if (!release)
    throw new Error(
      `the code of the app on tier '${tier.role}' is a part of the stack: change it there, and deploy (AppSource.git and AppSource.archive have versions)`,
    );
  return { nodes, app: { ...tier, release } };
}

async function putInPlace({ release, terraform }: App, version: Version): Promise<void> {
  let plan!: Awaited<ReturnType<Terraform['plan']>>;
  await inSteps([
    {
      title: `Planning the release of ${describe(version)}`,
      run: async () => {
        plan = await terraform.plan(
          // What is there was read by the last deploy: neither API is asked.
          '-refresh=false',
          `-replace=${release.record}`,
          ...[release.record, ...release.gates].map((address) => `-target=${address}`),
          `-var=${release.variable}=${JSON.stringify(version)}`,
        );
        const others = changesBeyond(plan.json, [release.record, ...release.gates]);
        if (others.length === 0) return;
        plan.discard();
        throw new Error(`the code wants more than a release: ${others.join(', ')} (deploy it, then release)`);
      },
    },
    {
      title: `Putting ${describe(version)} in place, the first node first`,
      run: () => plan.apply().finally(() => plan.discard()),
    },
  ]);
  print(`${describe(version)} is in place on ${release.gates.length} nodes.`);
}

/** Addresses of what a plan changes and a release does not. */
export function changesBeyond(plan: string, own: readonly string[]): readonly string[] {
  return changedIn(parsePlan(plan).resource_changes ?? []).filter((address) => !own.includes(address));
}
