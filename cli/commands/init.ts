import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { print } from '../../host/terminal';
import { withHelp } from '../command-line';
import { askChoices } from '../init/ask-choices';
import { checkChoices, type Choices } from '../init/choices';
import { FRAMEWORK_NAMES, type FrameworkName } from '../init/frameworks';
import { projectFiles } from '../init/project-files';
import type { OwnManifest } from '../init/render-manifest';
import { checkDirectory, writeProject } from '../init/write-project';
import { ownManifest } from '../own-manifest';

interface InitOptions {
  readonly domain?: string;
  readonly region?: string;
  readonly framework?: FrameworkName;
  readonly code?: string;
  readonly ref?: string;
  readonly start?: string;
  readonly sshKey?: string;
  readonly adminCidr?: readonly string[];
  readonly email?: string;
  readonly stateBucket?: string;
  readonly package?: string;
}

const collect = (one: string, all: readonly string[] | undefined) => [...(all ?? []), one];

export function addInit(program: Command): void {
  const complete = 'init shop --domain www.example.com --region fra1 --framework sample --ssh-key platform-team';
  withHelp(program.command('init').argument('<directory>', 'where the project goes: new, or empty'), {
    summary: 'write a project: the site, its tests, its workflows',
    detail: 'Asks for what the options leave out, where there is a terminal. Writes files and nothing else.',
    examples: [
      ['init shop', 'asks for everything'],
      [`${complete} --admin-cidr 198.51.100.7/32 --email oncall@example.com`, 'asks for nothing'],
    ],
  })
    .option('--domain <name>', "the site's name")
    .option('--region <slug>', 'region of DigitalOcean')
    .addOption(new Option('--framework <name>', 'what the app is written in').choices(FRAMEWORK_NAMES))
    .option('--code <url>', "the app's repository, by https:// or ssh://")
    .option('--ref <ref>', 'a tag or commit of it')
    .option('--start <command>', 'the command that starts the app')
    .option('--ssh-key <name>', 'an ssh key of your DigitalOcean account')
    .option('--admin-cidr <range>', 'a range of machines that deploy; several by several options', collect)
    .option('--email <address>', 'who gets alerts')
    .option('--state-bucket <name>', "bucket in DigitalOcean's Spaces for Terraform's state (default: a file)")
    .option(
      '--package <source>',
      "what npm installs as this package, such as the file of 'npm pack' (default: its version)",
    )
    .action(init);
}

async function init(argument: string, { adminCidr, package: source, ...options }: InitOptions): Promise<void> {
  const directory = resolve(argument);
  checkDirectory(directory);
  const given: Partial<Choices> = { ...options, ...(adminCidr && { adminCidrs: adminCidr }) };
  const choices = checkChoices(process.stdin.isTTY ? await askChoices(given) : given);
  const own = ownManifest<OwnManifest>();
  writeProject(directory, projectFiles(nameOf(directory), choices, sourceOf(source, directory, own), own));
  print(
    [
      `${argument} has the site ${choices.domain}. Next:`,
      '',
      `    cd ${argument}`,
      '    npm install',
      '    npm test',
      '',
    ].join('\n'),
  );
}

/** A name that npm takes. */
function nameOf(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name || 'site';
}

/** A file is named from the project's directory. */
function sourceOf(source: string | undefined, directory: string, { version }: OwnManifest): string {
  if (source === undefined) return `^${version}`;
  return existsSync(source) ? `file:${relative(directory, resolve(source))}` : source;
}
