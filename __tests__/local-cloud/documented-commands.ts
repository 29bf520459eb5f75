import { dirname, join } from 'node:path';
import { npmRun } from '../documented-program';
import { OUTPUT, get, settings } from './site';

/** The run of the tests, as a user's shell would name it. */
const env = {
  // Its directory is no project: cdktf.json, which would name it, is not there.
  WEB_INFRASTRUCTURE_REACH: join(__dirname, '../../local-cloud/reach.mjs'),
  LOCAL_CLOUD_RUN: settings.run,
  LOCAL_CLOUD_STATE: settings.stateDir,
  LOCAL_CLOUD_PORT: String(settings.apiPort),
};

const command = (script: string, ...args: string[]) => npmRun(script, args, { env, cwd: dirname(OUTPUT) });

/** All that it prints, of a command whose exit code is its verdict. */
async function printed(script: string, ...args: string[]): Promise<string> {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  await npmRun(script, args, { env, cwd: dirname(OUTPUT), onLine }).catch(() => undefined);
  return lines.join('\n');
}

/** Commands of the README on a site with a group, each in its shortest form; with what shows that it came to its end. */
export const ON_A_SITE: readonly (readonly [command: string, shows: RegExp, run: () => Promise<string>])[] = [
  ['mysql status', /mysql-\d +primary/, () => command('mysql', 'local', 'status')],
  ['mysql switchover', /Done\./, () => command('mysql', 'local', '--yes', 'switchover')],
  ['mysql backup', /Done\./, () => command('mysql', 'local', '--yes', 'backup')],
  ['mysql backups', /BASE +MADE/, () => printed('mysql', 'local', 'backups')],
  ['mysql verify-backup', /Done\./, () => command('mysql', 'local', '--yes', 'verify-backup')],
  ['local status', /mysql-1/, () => command('local', 'status')],
  ['local curl', /mysql_primary/, () => command('local', 'curl', '-s', 'https://www.foobar.com/path')],
  ['local ssh', /^web-1/, () => command('local', 'ssh', 'web-1', 'hostname')],
  ['local logs', /./, () => command('local', 'logs', 'web-1', '-n', '5')],
  ['local alerts', /STATE/, () => command('local', 'alerts')],
  ['local mailbox', /./, () => command('local', 'mailbox')],
  ['local monitoring-speed', /5 minutes of an alert are 5 s now/, () => command('local', 'monitoring-speed', '60')],
  ['doctor', /local: 0 failures, .*nothing is in the way of a deploy/, () => command('doctor', 'local')],
  ['status', /mysql-1/, () => printed('status', 'local')],
  ['silence', /nothing to silence/, () => command('silence', 'local')],
  ['logs', /lb-1/, followed],
];

async function followed(): Promise<string> {
  const id = /^x-request-id: (\S+)/im.exec(await get('/path', '-i'))![1]!;
  return command('logs', 'local', id, '--json');
}
