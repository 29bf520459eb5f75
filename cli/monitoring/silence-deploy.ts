import { COMMAND } from '../../host/command-name';
import { print } from '../../host/terminal';
import { connect } from '../connect';
import type { SiteSelection } from '../project/find-site';
import { DEPLOY_ALERTS } from './deploy-alerts';
import { SETTLING, AlertSilences } from './alert-silences';

/** By which a silence of this command is found again. */
const AUTHOR = `${COMMAND} silence`;
export const MOST_MINUTES = 240;

export interface SilenceOptions {
  readonly minutes: number;
  readonly end?: true;
}

/** Silences the alerts of a deploy, or ends that silence. */
export async function silenceDeploy(selection: SiteSelection, { minutes, end }: SilenceOptions): Promise<void> {
  const { nodes, site } = await connect(selection);
  const silences = new AlertSilences(nodes);
  if (!silences.possible) return print(`${site.name} has no monitoring droplets: there is nothing to silence.`);
  const silence = { expected: DEPLOY_ALERTS, author: AUTHOR, comment: 'a deploy' };
  const current = await silences.findOf(AUTHOR);
  if (end && current === undefined) return print('There is no silence any more.');
  await silences.set(silence, end ? SETTLING : minutes * 60, current);
  if (end) return print(`The silence ends in ${SETTLING} s, when what the deploy has made fire has stopped.`);
  print(`Silent for ${minutes} minutes, or until \`--end\`: ${DEPLOY_ALERTS.names.join(', ')}.`);
}
