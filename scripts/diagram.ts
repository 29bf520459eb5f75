/** `npm run diagram -- ENV`: the architecture of an environment as SVG. Deploys nothing. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { pictureOf } from '../constructs/picture/picture';
import { drawPicture } from '../cli/diagram/draw';
import { stackOfEnvironment } from './environment-stack';

const program = new Command('npm run diagram --')
  .description("Draws an environment's tiers, who connects to whom and on which ports, and who takes over from whom.")
  .argument('<environment>')
  .option('--out <file>', 'where to write the SVG (default: the terminal)')
  .action((environment: string, { out }: { out?: string }) => {
    const svg = drawPicture(pictureOf(stackOfEnvironment(environment)));
    if (out === undefined) process.stdout.write(svg);
    else writeFileSync(out, svg);
  });

try {
  program.parse();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
