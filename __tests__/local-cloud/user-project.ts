import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { Project } from '../../cli/project/project';
import { connect, type Connection } from '../../cli/connect';
import { run } from '../../host/run';
import { terraformEnvironment } from '../../local-cloud/client';
import { launch } from '../../local-cloud/launch';
import { reachOf } from '../../local-cloud/reach';
import { deploy } from '../../scripts/deploy';
import { ScratchProject } from '../plan/package/scratch-project';
import { settings } from './site';

export const STACK = 'shop';

/** A user's own application outside of this repository: the packed package, a stack of its own, and the published command. */
export class UserProject {
  private constructor(private readonly project: ScratchProject) {}

  public static async make(): Promise<UserProject> {
    const project = await ScratchProject.make({ reference: false });
    const { directory } = project;
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
    const app = transpileModule(readFileSync(join(__dirname, 'user-app.ts'), 'utf8'), { compilerOptions });
    writeFileSync(join(directory, 'main.js'), app.outputText);
    const config = { language: 'typescript', app: 'node main.js', projectId: 'user', sendCrashReports: 'false' };
    writeFileSync(join(directory, 'cdktf.json'), JSON.stringify(config));
    return new UserProject(project);
  }

  public async deploy(variant: string): Promise<void> {
    const env = { ...(await terraformEnvironment(await launch(settings), settings)), VARIANT: variant };
    // As docs/guides/first-deploy.md has it: the state holds secrets.
    const before = process.umask(0o077);
    try {
      await deploy(STACK, { env, directory: this.project.directory, progress: () => undefined });
    } finally {
      process.umask(before);
    }
  }

  /** As operators have it, after a deploy. */
  public connection(): Promise<Connection> {
    const project = new Project(this.project.directory, { findReach: reachOf(() => settings) });
    return connect({ stack: STACK }, project);
  }

  /** Runs the published command to its end, and gives what it prints; `codes` are the exit codes that it may have. */
  public async command(args: readonly string[], codes: readonly number[] = [0]): Promise<string> {
    const { directory, manifest, installed } = this.project;
    const lines: string[] = [];
    const env = {
      WEB_INFRASTRUCTURE_REACH: join(__dirname, '../../local-cloud/published-reach.mjs'),
      LOCAL_CLOUD_RUN: settings.run,
      LOCAL_CLOUD_STATE: settings.stateDir,
      LOCAL_CLOUD_PORT: String(settings.apiPort),
    };
    const program = join(installed, manifest.bin['cdktf-web-infrastructure']!);
    await run(process.execPath, [program, ...args], {
      cwd: directory,
      env,
      onLine: (line) => lines.push(line),
    }).catch((error: Error) => {
      if (!codes.some((code) => error.message.includes(`ended with ${code}:`))) throw error;
    });
    return lines.join('\n');
  }

  public remove(): void {
    this.project.remove();
  }
}
