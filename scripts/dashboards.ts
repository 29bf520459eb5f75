/** `npm run dashboards -- DIR`: writes the dashboards for Grafana's import. Deploys nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { grafanaDashboards } from '../constructs/monitoring/dashboards/grafana-dashboards';

new Command('npm run dashboards --')
  .description('Writes Grafana dashboards for what Monitoring.selfHosted() measures, a JSON file each.')
  .argument('<directory>')
  .action((directory: string) => {
    mkdirSync(directory, { recursive: true });
    for (const [file, content] of Object.entries(grafanaDashboards())) {
      writeFileSync(join(directory, file), content);
      console.log(join(directory, file));
    }
  })
  .parse();
