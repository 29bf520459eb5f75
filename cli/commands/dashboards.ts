import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { print } from '../../host/terminal';
import { onStack, stackOf, withHelp, type StackOption } from '../command-line';
import { Project } from '../project/project';
import { readFacts } from '../project/read-facts';

export function addDashboards(program: Command): void {
  withHelp(onStack(program.command('dashboards')).argument('[stack]', 'the stack that they are for'), {
    summary: 'write Grafana dashboards, a JSON file each',
    detail: 'For what Monitoring.selfHosted() measures. Reads the code: runs the `app` of cdktf.json.',
    examples: [['dashboards production --out grafana', 'for Grafana to import or provision']],
  })
    .option('--out <directory>', 'where to write them', 'dashboards')
    .action(async (argument: string | undefined, options: StackOption & { out: string }) => {
      const { dashboards } = await readFacts(new Project(), stackOf(argument, options));
      mkdirSync(options.out, { recursive: true });
      for (const [file, content] of Object.entries(dashboards)) {
        writeFileSync(join(options.out, file), content);
        print(join(options.out, file));
      }
    });
}
