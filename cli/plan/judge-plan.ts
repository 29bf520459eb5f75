import { writeFileSync } from 'node:fs';
import { printError, print, printable } from '../../host/terminal';
import { planCommand } from '../../testing/plan/plan-command';
import { parsePlan } from '../../testing/plan/terraform-plan';
import { EXIT } from '../exit-code';
import { inSteps } from '../progress';
import { chooseStack } from '../project/choose-stack';
import type { Project } from '../project/project';
import { synthesize } from '../project/synthesize';
import type { SynthesizedStack } from '../project/synthesized-stack';
import { Terraform } from '../terraform';

export interface PlanOptions {
  readonly allow?: string;
  readonly markdown?: string;
  readonly drift?: true;
  readonly json?: true;
}

/** Synthesizes, plans and prints the verdict; gives the exit code. */
export async function judgePlan(
  project: Project,
  name: string | undefined,
  { allow, markdown, drift, json }: PlanOptions,
): Promise<number> {
  const planned = await planOf(project, name);
  const read = () => Promise.resolve(planned);
  const allowed = allow === undefined ? [] : ['--allow', allow];
  const verdict = await planCommand([...allowed, ...(json ? ['--json'] : [])], read);
  process.stdout.write(printable(verdict.output));
  process.stderr.write(printable(verdict.error));
  if (markdown) writeFileSync(markdown, (await planCommand(['--markdown', ...allowed], read)).output);
  if (!drift || verdict.exitCode === EXIT.cannot) return verdict.exitCode;
  const changes = parsePlan(planned).resource_changes?.filter(({ change }) => change.actions.join() !== 'no-op') ?? [];
  if (changes.length === 0) return EXIT.ok;
  (json ? printError : print)(`Drift: ${changes.length} resources differ from the code.`);
  return EXIT.finding;
}

/** The plan as JSON. */
async function planOf(project: Project, name: string | undefined): Promise<string> {
  let stack!: SynthesizedStack;
  let json = '';
  await inSteps([
    { title: 'Synthesizing', run: async () => void (stack = chooseStack(await synthesize(project), name)) },
    {
      title: 'Planning',
      run: async () => {
        const reach = await project.findReach(stack);
        const terraform = new Terraform(stack.directory, reach?.terraform);
        await terraform.run('init', '-input=false');
        const plan = await terraform.plan('-lock=false');
        plan.discard();
        json = plan.json;
      },
    },
  ]);
  return json;
}
