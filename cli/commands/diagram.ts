import type * as drawing from '../diagram/draw';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { printableJson } from '../../host/terminal';
import { onStack, stackOf, withHelp, type StackOption } from '../command-line';
import { Project } from '../project/project';
import { readFacts } from '../project/read-facts';

export function addDiagram(program: Command): void {
  withHelp(onStack(program.command('diagram')).argument('[stack]', 'the stack to draw'), {
    summary: 'draw tiers, connections, ports and failover as SVG',
    detail: 'Reads the code, not what is deployed: runs the `app` of cdktf.json.',
    examples: [
      ['diagram production --out production.svg', 'as a file'],
      ['diagram production --json', 'nodes and edges, for other tools'],
    ],
  })
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--json', 'print JSON in place of SVG')
    .action(async (argument: string | undefined, options: StackOption & { out?: string; json?: true }) => {
      const { diagram } = await readFacts(new Project(), stackOf(argument, options));
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- its layout engine is loaded by no other command
      const { drawPicture } = require('../diagram/draw') as typeof drawing;
      const text = options.json ? `${printableJson(diagram)}\n` : drawPicture(diagram);
      if (options.out === undefined) process.stdout.write(text);
      else writeFileSync(options.out, text);
    });
}
