import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../../host/run';
import type { ScratchProject } from './scratch-project';

const root = join(__dirname, '../../..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

const SITE = [
  ...[
    '--domain',
    'www.example.com',
    '--region',
    'fra1',
    '--ssh-key',
    "the team's key",
    '--email',
    'oncall@example.com',
  ],
  ...['--admin-cidr', '198.51.100.7/32'],
];

/** What `init` of the packed package writes, below the project that has it installed. */
export class NewProject {
  private constructor(private readonly directory: string) {}

  public static async init({ directory, installed, manifest }: ScratchProject, ...args: string[]): Promise<NewProject> {
    const project = new NewProject(join(directory, args[1]!));
    const command = join(installed, manifest.bin.webinfra!);
    await run(process.execPath, [command, 'init', project.directory, ...SITE, ...args], { cwd: directory });
    for (const name of project.tools) {
      const link = join(directory, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      try {
        symlinkSync(join(root, 'node_modules', name), link);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    return project;
  }

  /** `npm run types`, `npm test` and `npm run synth`; the last one's output. */
  public async check(): Promise<string> {
    const options = { cwd: this.directory, env: { CHECKPOINT_DISABLE: '1' } };
    await run(bin('tsc'), ['--pretty', 'false'], options);
    // The first run of a project, on somebody's machine: it writes the snapshot, and the second one compares with it.
    await run(bin('jest'), ['--ci=false'], options);
    await run(bin('jest'), ['--ci'], options);
    return run(bin('cdktf'), ['synth'], options);
  }

  /** What npm would install beside the package and its peers. */
  private get tools(): readonly string[] {
    const text = readFileSync(join(this.directory, 'package.json'), 'utf8');
    return Object.keys((JSON.parse(text) as { devDependencies: object }).devDependencies);
  }
}
