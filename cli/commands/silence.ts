import type { Command } from 'commander';
import { onSite, siteOf, wholeNumber, withHelp } from '../command-line';
import { MOST_MINUTES, silenceDeploy, type SilenceOptions } from '../monitoring/silence-deploy';
import type { SiteSelection } from '../project/find-site';

export function addSilence(program: Command): void {
  withHelp(onSite(program.command('silence')).argument('[stack]', 'the stack that is deployed'), {
    summary: 'silence the alerts that a deploy causes by itself',
    detail: 'Never those about what visitors notice. Needs Monitoring.selfHosted(); without it there is nothing to do.',
    examples: [
      ['silence production', 'before a deploy'],
      ['silence production --end', 'after it: two minutes more'],
    ],
  })
    .option('--minutes <number>', `how long at most, 1 to ${MOST_MINUTES}`, wholeNumber(MOST_MINUTES), 30)
    .option('--end', 'end the silence')
    .action((stack: string | undefined, options: SilenceOptions & SiteSelection) =>
      silenceDeploy(siteOf(stack, options), options),
    );
}
