import { run as runProgram } from '../../host/run';
import { printableJson, printableLine, takesColors } from '../../host/terminal';
import { inSteps } from '../progress';
import { chooseStack } from '../project/choose-stack';
import type { Project } from '../project/project';
import { synthesize } from '../project/synthesize';
import type { SynthesizedStack } from '../project/synthesized-stack';
import type { Check } from './check';
import { contextOf } from './context';
import { CHECKS } from './registry';
import { renderReport } from './render-report';
import { exitCodeOf, runDoctor, type DoctorReport } from './run-doctor';

export interface ExamineOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly readOnly?: true;
  /** Of this machine, as the nodes see it. */
  readonly address?: string;
  /** Ids of checks, with commas between. @default all */
  readonly only?: string;
}

/** Synthesizes, examines and prints the findings; gives the exit code. */
export async function examineStack(
  project: Project,
  name: string | undefined,
  { json, quiet, readOnly, address, only }: ExamineOptions,
): Promise<number> {
  const checks = only === undefined ? CHECKS : checksOf(only);
  let stack!: SynthesizedStack;
  let env: NodeJS.ProcessEnv = process.env;
  let report!: DoctorReport;
  await inSteps([
    {
      title: 'Synthesizing',
      run: async () => {
        stack = await stackOf(project, name);
        const reach = await project.findReach(stack);
        if (!reach || Object.keys(reach.terraform).length === 0) return;
        env = { ...process.env, ...reach.terraform };
        // What Terraform gets in its environment, the application may read, too.
        stack = await stackOf(project, name, reach.terraform);
      },
    },
    {
      title: 'Examining',
      run: async (say) => {
        const planned = stack.planned(env);
        const run = (program: string, args: readonly string[], cwd?: string) => runProgram(program, args, { cwd, env });
        const context = contextOf(planned, env, run, { address, readOnly: readOnly ?? false });
        const open = new Set(checks.map(({ id }) => id));
        report = await runDoctor(context, checks, ({ id }) => {
          open.delete(id);
          say([...open].join(', '));
        });
      },
    },
  ]);
  const colors = takesColors();
  const text = json ? printableJson(report) : renderReport(report, { colors, quiet, escape: printableLine });
  // With its colours: the parts are escaped.
  process.stdout.write(`${text}\n`);
  return exitCodeOf(report);
}

/** Freshly synthesized; as it was synthesized last where the directory is no application. */
async function stackOf(
  project: Project,
  name: string | undefined,
  env: NodeJS.ProcessEnv = {},
): Promise<SynthesizedStack> {
  return chooseStack(project.isApplication ? await synthesize(project, { env }) : project.stacks(), name);
}

function checksOf(list: string): readonly Check[] {
  const wanted = list.split(',').map((id) => id.trim());
  const unknown = wanted.filter((id) => !CHECKS.some((check) => check.id === id));
  if (unknown.length > 0)
    throw new Error(`there is no check '${unknown[0]}': there are ${CHECKS.map(({ id }) => id).join(', ')}`);
  return CHECKS.filter(({ id }) => wanted.includes(id));
}
