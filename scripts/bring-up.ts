import { join } from 'node:path';
import { Listr } from 'listr2';
import {
  findDaemon,
  terraformEnvironment,
  terraformState,
  type Daemon,
  type ProviderSource,
} from '../local-cloud/client';
import { installHostPackages, missingHostPackages, whyNoRuntime } from '../local-cloud/host/packages';
import { succeeds } from '../host/run';
import { terraformBinary } from '../host/terraform-binary';
import { buildImage, imageExists } from '../local-cloud/image/build';
import { launch } from '../local-cloud/launch';
import type { Settings } from '../local-cloud/settings';
import { visitUntilAnswered } from '../local-cloud/visitor';
import { forgetOtherState } from './backend-cache';
import { deploy } from './deploy';

export const SITE = 'https://www.foobar.com/';
/** Of cdktf.json: where deploys leave their configurations. */
export const OUTPUT = join(__dirname, '../cdktf.out');

interface Context {
  daemon: Daemon;
}

/** From whatever there is to a site that answers, with progress: the machine's packages, the image, the local cloud, the deploy. */
export async function bringUp(settings: Settings, providers: ProviderSource): Promise<Daemon> {
  if (settings.droplets === 'none')
    throw new Error('This local cloud has droplets on paper: `npm run local -- down` removes it.');
  const why = await whyNoRuntime();
  if (why) throw new Error(`${why}\nWithout it these work: \`npm test\` and \`npx cdktf synth\`.`);
  if (!(await succeeds(terraformBinary(), ['version']))) {
    throw new Error(
      `No Terraform: '${terraformBinary()}' is not on the PATH. Install Terraform 1.11 or OpenTofu (developer.hashicorp.com/terraform/install), or name it in TERRAFORM_BINARY_NAME.`,
    );
  }
  const steps = new Listr<Context>(
    [
      {
        title: 'Debian packages of the host',
        task: async (_, task) => {
          const missing = await missingHostPackages();
          task.title += missing.length > 0 ? `: ${missing.join(', ')}` : ': all there';
          if (missing.length > 0) await installHostPackages(missing, (line) => (task.output = line));
        },
      },
      {
        title: 'Guest image and its packages',
        task: async (_, task) => {
          if (imageExists(settings)) task.title += ': built before';
          await buildImage(settings, (line) => (task.output = line));
        },
      },
      {
        title: 'Local cloud',
        task: async (context, task) => {
          if (findDaemon(settings)) task.title += ': running already';
          context.daemon = await launch(settings);
        },
      },
      {
        title: `Deploy of \`local\` with ${providers === 'registry' ? "the registry's providers" : 'the stand-in providers'}`,
        task: async ({ daemon }, task) => {
          const env = await terraformEnvironment(daemon, settings, providers);
          forgetOtherState(OUTPUT, 'local', terraformState(settings));
          await deploy('local', { env, progress: (line) => (task.output = line) });
        },
      },
      {
        title: `Answer of ${SITE}`,
        task: async (_, task) => {
          await visitUntilAnswered(settings, SITE, 120, (complaint) => (task.output = complaint));
        },
      },
    ],
    { fallbackRenderer: 'simple', rendererOptions: { collapseSubtasks: false }, ctx: {} as Context },
  );
  return (await steps.run()).daemon;
}
