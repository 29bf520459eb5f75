import { setTimeout as wait } from 'node:timers/promises';
import { print, printableJson, takesColors } from '../../host/terminal';
import { connect } from '../connect';
import { EXIT } from '../exit-code';
import type { SiteSelection } from '../project/find-site';
import { askSite } from './ask-site';
import { renderStatus } from './render-status';
import { serveStatus } from './serve-status';

export interface StatusOptions {
  readonly json?: true;
  readonly watch?: true;
  readonly serve?: string;
  /** Of events. */
  readonly hours: number;
}

const CLEAR = '\x1b[H\x1b[2J';
const PAUSE_MS = 2000;

/** Prints the status of a site, once or until Ctrl-C, or serves it as a page. */
export async function showStatus(selection: SiteSelection, options: StatusOptions): Promise<void> {
  const { nodes, site } = await connect(selection);
  const query = () => askSite(nodes, options.hours);
  if (options.serve !== undefined) {
    const { url } = await serveStatus(site.name, query, Number(options.serve));
    return print(`The status page of ${site.name} is at ${url} on this machine, until Ctrl-C.`);
  }
  for (;;) {
    const status = await query();
    const text = options.json ? printableJson(status) : renderStatus(site.name, status, takesColors());
    // With its colours: renderStatus escapes what nodes report.
    process.stdout.write(`${options.watch ? CLEAR : ''}${text}\n`);
    process.exitCode = status.health === 'well' ? EXIT.ok : EXIT.finding;
    if (!options.watch) return;
    await wait(PAUSE_MS);
  }
}
