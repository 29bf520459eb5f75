import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../host/run';
import type { Project } from './project';
import type { SynthesizedStack } from './synthesized-stack';

/** Runs the application as `cdktf synth` does: the `app` of cdktf.json, in its directory. Gives the stacks. */
export async function synthesize(
  project: Project,
  { output = project.output, env = {} }: { readonly output?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<readonly SynthesizedStack[]> {
  const { command, context } = project.app;
  mkdirSync(output, { recursive: true });
  try {
    await run(command, [], {
      cwd: project.directory,
      shell: true,
      env: { CDKTF_CONTEXT_JSON: JSON.stringify(context), ...env, CDKTF_OUTDIR: output },
    });
  } catch (error) {
    throw new Error(`the application does not synthesize: ${(error as Error).message}`, { cause: error });
  }
  if (!existsSync(join(output, 'manifest.json')))
    throw new Error(
      `\`${command}\` left nothing in CDKTF_OUTDIR: let it call app.synth(), and make its App without \`outdir\``,
    );
  return project.stacks(output);
}
