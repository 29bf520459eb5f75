import type { Command } from 'commander';
import { renderReport } from '../../constructs/report/render-report';
import { print, printableJson } from '../../host/terminal';
import { onStack, stackOf, withHelp, type StackOption } from '../command-line';
import { Project } from '../project/project';
import { readFacts } from '../project/read-facts';

export function addReport(program: Command): void {
  withHelp(onStack(program.command('report')).argument('[stack]', 'the stack to report on'), {
    summary: 'list single points of failure, survived losses and the cost a month',
    detail: 'Reads the code, not what is deployed: runs the `app` of cdktf.json.',
    examples: [
      ['report production', 'before anything is deployed'],
      ['report production --json', 'for programs'],
    ],
  })
    .option('--json', 'print JSON')
    .action(async (argument: string | undefined, options: StackOption & { json?: true }) => {
      const { report } = await readFacts(new Project(), stackOf(argument, options));
      print(options.json ? printableJson(report) : renderReport(report));
    });
}
