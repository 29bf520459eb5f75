import { npmRun } from '../documented-program';
import { get, settings } from './site';
import { STACK, type UserProject } from './user-project';

/** The run of the tests, as a user's shell would name it. */
const env = {
  LOCAL_CLOUD_RUN: settings.run,
  LOCAL_CLOUD_STATE: settings.stateDir,
  LOCAL_CLOUD_PORT: String(settings.apiPort),
};

const local = (...args: string[]) => npmRun('local', args, { env });

/** Commands of the documentation in their shortest form, with what shows that each came to its end. */
export const LOCAL_COMMANDS: readonly (readonly [command: string, shows: RegExp, run: () => Promise<string>])[] = [
  ['status', /mysql-1/, () => local('status')],
  [
    'env',
    /^export DIGITALOCEAN_API_URL=http:\/\/127[^]*^export LOCAL_CLOUD_DIGITALOCEAN_TLS_URL=https:\/\/127/m,
    () => local('env'),
  ],
  ['curl', /mysql_primary/, () => local('curl', '-s', 'https://www.foobar.com/path')],
  ['ssh', /^web-1/, () => local('ssh', 'web-1', 'hostname')],
  ['logs', /./, () => local('logs', 'web-1', '-n', '5')],
  ['alerts', /STATE/, () => local('alerts')],
  ['mailbox', /./, () => local('mailbox')],
  ['faults', /The APIs have no faults/, () => local('faults', 'list')],
  ['limits', /droplets +190/, () => local('limits')],
  ['monitoring-speed', /5 minutes of an alert are 5 s now/, () => local('monitoring-speed', '60')],
];

type Run = (project: UserProject) => Promise<string>;
const command =
  (...args: string[]): Run =>
  (project) =>
    project.command(args);
/** Its exit code is its verdict. */
const verdict =
  (...args: string[]): Run =>
  (project) =>
    project.command(args, [0, 1]);

/** The same of the published command. */
export const publishedCommands: readonly (readonly [command: string, shows: RegExp, run: Run])[] = [
  ['status', /queue[^]*queue-1/, verdict('status')],
  ['status --json', /"name": "queue"/, verdict('status', STACK, '--json')],
  [
    'app run',
    /^app \/var\/lib\/app app$/m,
    command('app', STACK, 'run', '--', 'sh', '-c', 'echo $(id -un) $STATE_DIRECTORY $DATABASE_USER'),
  ],
  ['mysql status', /mysql-\d +primary/, command('mysql', 'status')],
  ['mysql switchover', /Done\.$/, command('mysql', STACK, '--yes', 'switchover')],
  ['mysql backup', /Done\.$/, command('mysql', STACK, 'backup', '--yes')],
  ['mysql backups', /BASE +MADE/, verdict('mysql', '--stack', STACK, 'backups')],
  ['mysql verify-backup', /Done\.$/, command('mysql', STACK, '--yes', 'verify-backup')],
  ['doctor', /shop: 0 failures, .*nothing is in the way of a deploy/, command('doctor', STACK)],
  ['silence', /nothing to silence/, command('silence', STACK)],
  ['logs', /"node": "lb-1"/, followed],
  ['report', /queue +1 x droplet s-1vcpu-1gb/, command('report')],
  ['diagram', /^<svg [^]*queue/, command('diagram', STACK)],
  ['plan', /Allowed\./, command('plan', STACK)],
];

async function followed(project: UserProject): Promise<string> {
  const id = /^x-request-id: (\S+)/im.exec(await get('/path', '-i'))![1]!;
  return project.command(['logs', STACK, id, '--json']);
}
