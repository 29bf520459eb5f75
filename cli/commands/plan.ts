import type { Command } from 'commander';
import { onStack, stackOf, withHelp, type StackOption } from '../command-line';
import { judgePlan, type PlanOptions } from '../plan/judge-plan';
import { Project } from '../project/project';

export function addPlan(program: Command): void {
  withHelp(onStack(program.command('plan')).argument('[stack]', 'the stack to plan'), {
    summary: 'plan a deploy, and judge what it does to visitors and to data',
    detail: 'Synthesizes, runs `terraform plan` and classifies each change. Changes nothing, and takes no lock.',
    examples: [
      ['plan production', 'fails for more than safe and rolling changes'],
      ['plan production --allow safe,rolling,disruptive', 'lets an outage through'],
      ['plan production --drift', 'fails when there is anything to change'],
      ['plan production --markdown plan.md', 'a comment for a pull request, too'],
    ],
    finding: 'the plan does something that is not allowed; with --drift, anything',
  })
    .option('--allow <impacts>', 'what may pass: some of safe, rolling, disruptive, less-secure, data-loss')
    .option('--markdown <file>', 'write the verdict as Markdown, too')
    .option('--drift', 'fail when there is anything to change')
    .option('--json', 'print JSON')
    .action(async (argument: string | undefined, options: PlanOptions & StackOption) => {
      process.exitCode = await judgePlan(new Project(), stackOf(argument, options), options);
    });
}
