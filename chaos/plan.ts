import { run } from '../host/run';
import { terraformBinary } from '../host/terraform-binary';
import { terraformEnvironment, type ProviderSource } from '../local-cloud/client';
import type { Site } from '../drills/site';

/** Why a plan of the deployed site is not empty; undefined where it is. `configuration`: the directory of the synthesized stack. */
export async function planProblem(
  site: Site,
  configuration: string,
  providers: ProviderSource,
): Promise<string | undefined> {
  const env = await terraformEnvironment(site.daemon, site.settings, providers);
  const args = ['plan', '-input=false', '-no-color', '-lock-timeout=60s'];
  const printed = await run(terraformBinary(), args, { cwd: configuration, env });
  if (printed.includes('No changes.')) return undefined;
  const changes = printed.split('\n').filter((line) => /^ {2}# |^Plan:/.test(line));
  return changes.map((line) => line.trim()).join('; ') || 'the plan is not empty';
}
