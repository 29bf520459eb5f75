import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../local-cloud/host/run';

const root = join(__dirname, '../../..');

/** How projects that install the package have TypeScript find it: `node10` is what cdktf's own templates say. */
export const RESOLUTIONS = {
  node10: { module: 'commonjs', moduleResolution: 'node10' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
} as const;

/** A stranger's project with the packed package in it, and nothing else of this repository but its examples. */
export class ScratchProject {
  private constructor(
    public readonly directory: string,
    public readonly tarball: string,
  ) {}

  /** Packs and installs, by hand, as npm would lay it out, so that it needs no registry: the package, and its peers beside it. */
  public static async make(): Promise<ScratchProject> {
    const directory = mkdtempSync(join(tmpdir(), 'package-'));
    const packed = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: root });
    const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
    const project = new ScratchProject(directory, join(directory, filename));
    mkdirSync(project.installed, { recursive: true });
    await run('tar', ['-xf', project.tarball, '-C', project.installed, '--strip-components=1']);
    const { dependencies, peerDependencies } = project.manifest;
    for (const scope of ['@cdktf', '@types']) mkdirSync(join(directory, 'node_modules', scope));
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, '@types/node': '' }))
      symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name));
    cpSync(join(root, 'examples'), join(directory, 'examples'), { recursive: true });
    return project;
  }

  public get installed(): string {
    return join(this.directory, 'node_modules/cdktf-web-infrastructure');
  }

  public get manifest(): { dependencies: object; peerDependencies: object; bin: Record<string, string> } {
    return JSON.parse(readFileSync(join(this.installed, 'package.json'), 'utf8')) as typeof this.manifest;
  }

  /** Paths of all files of the package. */
  public get files(): string[] {
    return readdirSync(this.installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.installed.length + 1))
      .sort();
  }

  public get examples(): string[] {
    return readdirSync(join(this.directory, 'examples')).map((file) => file.replace('.ts', ''));
  }

  /** Type-checks the examples, the package's declarations with them; compiles them to `compiled/`. Rejects with what is wrong. */
  public async compile(resolution: keyof typeof RESOLUTIONS): Promise<void> {
    const compilerOptions = {
      ...RESOLUTIONS[resolution],
      target: 'es2022',
      strict: true,
      // What the package publishes is checked, too.
      skipLibCheck: false,
      types: ['node'],
      outDir: 'compiled',
    };
    writeFileSync(join(this.directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['examples'] }));
    const complaints: string[] = [];
    const tsc = run(join(root, 'node_modules/.bin/tsc'), ['--pretty', 'false'], {
      cwd: this.directory,
      onLine: (line) => complaints.push(line),
    });
    await tsc.catch(() => {
      throw new Error(complaints.join('\n'));
    });
  }

  /** Runs a program there with Node, links taken for what stands there. */
  public node(script: string, input?: string): Promise<string> {
    return run('node', ['--preserve-symlinks', '-e', script], { cwd: this.directory, input });
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
