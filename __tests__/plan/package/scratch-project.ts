import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { run } from '../../../host/run';
import { EXAMPLES, exampleNames } from '../examples';

const root = join(__dirname, '../../..');
const PATH_WITH_TOOLS = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;

/** How projects that install the package have TypeScript find it: `node10` is what cdktf's own templates say. */
export const RESOLUTIONS = {
  node10: { module: 'commonjs', moduleResolution: 'node10' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
} as const;

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

/** cdktf's successor under cdktf's name: what docs/guides/upgrading.md tells users to write. It does not take later constructs. */
const CDKTN = { cdktf: 'npm:cdktn@0.24.0', constructs: '10.7.2' };

/** Packs a copy of the repository: a suite that runs beside this one may do the same, and the build replaces `dist/` and changes the README. */
async function pack(destination: string, reference: boolean): Promise<string> {
  const cwd = join(destination, 'repository');
  const left = new Set(['.git', 'node_modules', 'dist', 'cdktf.out', 'coverage', 'docs/api']);
  // With its times: a lock file newer than node_modules would have npm install it again.
  const filter = (path: string) => !left.has(relative(root, path));
  cpSync(root, cwd, { recursive: true, preserveTimestamps: true, filter });
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  // The API reference takes most of the time.
  if (!reference) await run(process.execPath, ['scripts/build.mjs'], { cwd, env: { PATH: PATH_WITH_TOOLS } });
  const scripts = reference ? [] : ['--ignore-scripts'];
  const packed = await run('npm', ['pack', '--json', ...scripts, '--pack-destination', destination], { cwd });
  const before = readFileSync(join(root, 'README.md'), 'utf8');
  if (readFileSync(join(cwd, 'README.md'), 'utf8') !== before) throw new Error('npm pack has left another README.');
  rmSync(cwd, { recursive: true });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  return join(destination, filename);
}

/** A stranger's project with the packed package in it, and nothing else of this repository but its examples. */
export class ScratchProject {
  private constructor(
    public readonly directory: string,
    public readonly tarball: string,
  ) {}

  /** Packs and installs, by hand, as npm would lay it out, so that it needs no registry: the package, and its peers beside it. */
  public static async make({ reference = true } = {}): Promise<ScratchProject> {
    const directory = mkdtempSync(join(tmpdir(), 'package-'));
    const project = new ScratchProject(directory, await pack(directory, reference));
    mkdirSync(project.installed, { recursive: true });
    await run('tar', ['-xf', project.tarball, '-C', project.installed, '--strip-components=1']);
    const { dependencies, peerDependencies } = project.manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, '@types/node': '' })) {
      mkdirSync(dirname(join(directory, 'node_modules', name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name));
    }
    cpSync(EXAMPLES, join(directory, 'examples'), { recursive: true });
    return project;
  }

  /** A project on cdktn, installed by npm itself: whether it finds that all fits is one of the questions. */
  public static async onCdktn(tarball: string): Promise<ScratchProject> {
    const directory = mkdtempSync(join(tmpdir(), 'package-cdktn-'));
    const providers = Object.entries(devDependencies).filter(([name]) => name.startsWith('@cdktf/provider-'));
    const manifest = {
      private: true,
      dependencies: {
        ...CDKTN,
        ...Object.fromEntries(providers),
        '@types/node': devDependencies['@types/node'],
        'cdktf-web-infrastructure': `file:${tarball}`,
      },
      overrides: { cdktf: '$cdktf' },
    };
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
    await run('npm', ['install', ...quietly], { cwd: directory });
    cpSync(EXAMPLES, join(directory, 'examples'), { recursive: true });
    return new ScratchProject(directory, tarball);
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

  public get examples(): readonly string[] {
    return exampleNames(join(this.directory, 'examples'));
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

  /** Runs a program there, links taken for what stands there: with this Node, or with another version, whose binary npm has. */
  public node(script: string, version?: string): Promise<string> {
    const [command, ...args] = version ? ['npx', '--yes', `node@${version}`] : ['node'];
    return run(command, [...args, '--preserve-symlinks', '-e', script], { cwd: this.directory });
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
