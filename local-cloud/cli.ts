/** `npm run local -- COMMAND`: looks inside the local cloud, and pulls its plugs. */
import { Command, Option } from 'commander';
import { renderTable } from '../host/table';
import { PACES, type PaceName } from './api/pace';
import { chooseNode, describeChoice } from './choose-node';
import { askLocal, clientEnvironment, findDaemon, standInEnvironment, type CloudStatus, type Daemon } from './client';
import { HostRuntime } from './droplet/host-runtime';
import { faultsCommand } from './faults-command';
import { whyNoRuntime } from './host/packages';
import { runInForeground } from './host/processes';
import { limitsCommand } from './limits-command';
import { launch, takeDown } from './launch';
import { readAlerts } from './monitoring/announcer';
import { mailboxDirectory, readMailbox } from './monitoring/mailbox';
import { renderExports } from './render-exports';
import { renderNodes, reportNodes, type NodeReport } from './report';
import { readSettings, type Droplets } from './settings';
import { visitorArguments } from './visitor';
import { print, printError, printableJson, printableLine } from '../host/terminal';

const settings = readSettings();

function daemonOrFail(): Daemon {
  const daemon = findDaemon(settings);
  if (!daemon) throw new Error('The local cloud is not running: `npm start` starts it.');
  return daemon;
}

function machinesOrFail(what: string): Daemon {
  const daemon = daemonOrFail();
  if (daemon.droplets === 'none')
    throw new Error(`The droplets of this local cloud are on paper (--droplets none): it has no ${what}.`);
  return daemon;
}

/** On standard error which of several it is: the output is the node's. */
async function findNode(name: string): Promise<NodeReport> {
  const choice = chooseNode(await reportNodes(daemonOrFail(), settings), name);
  const which = describeChoice(choice);
  if (which) printError(which);
  return choice.node;
}

function inherit(command: readonly string[]): void {
  process.exitCode = runInForeground(command);
}

async function power(name: string, verb: 'kill' | 'start'): Promise<void> {
  const { databases } = await askLocal<CloudStatus>(daemonOrFail(), '/status');
  if (databases.some((cluster) => cluster.name === name || cluster.nodes.some((node) => node.name === name))) {
    if (verb === 'start') throw new Error(`${name} is the cloud's own: it starts by itself.`);
    const killed = await askLocal<{ name: string }>(daemonOrFail(), `/databases/${name}/kill`, 'POST');
    print(`${killed.name} is off; the cloud will notice`);
    return;
  }
  const node = await findNode(name);
  await askLocal(daemonOrFail(), `/droplets/${node.id}/${verb}`, 'POST');
  print(`${node.name} is ${verb === 'kill' ? 'off' : 'on'}`);
}

const program = new Command('npm run local --')
  .enablePositionalOptions()
  .description('The local cloud: look inside, pull plugs.');
program
  .command('status')
  .description('nodes, who is active, who is primary')
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const nodes = await reportNodes(daemonOrFail(), settings);
    print(json ? printableJson(nodes) : renderNodes(nodes));
    const { unapplied } = await askLocal<CloudStatus>(daemonOrFail(), '/status');
    for (const { kind, id, why } of json ? [] : unapplied) print(`${kind} ${id} is not applied: ${why}`);
  });
program
  .command('env')
  .description('addresses and tokens of both APIs, for a shell: eval "$(npm run -s local -- env)"')
  .option('--stand-ins', "and what makes Terraform take the stand-in providers in place of the registry's")
  .action(async ({ standIns = false }: { standIns?: boolean }) => {
    const daemon = daemonOrFail();
    print(renderExports({ ...clientEnvironment(daemon), ...(standIns && (await standInEnvironment(daemon))) }));
  });
program
  .command('curl')
  .description("send a request as a visitor, through the edge: curl's own options may follow")
  .argument('<args...>')
  .allowUnknownOption()
  .passThroughOptions()
  .action((args: string[]) => {
    machinesOrFail('edge and no visitors');
    inherit(['curl', '-sS', ...visitorArguments(settings), ...args]);
  });
program
  .command('ssh')
  .description('a root shell on a node, or one command')
  .argument('<node>')
  .argument('[command...]')
  .passThroughOptions()
  .action(async (name: string, command: string[]) => {
    machinesOrFail('systems to log in to');
    const { id } = await findNode(name);
    inherit(new HostRuntime(settings).shell(id, command.length > 0 ? command : undefined));
  });
program
  .command('logs')
  .description("the end of a node's console and cloud-init output")
  .argument('<node>')
  .option('-n, --lines <number>', 'how many', '100')
  .action(async (name: string, { lines }: { lines: string }) => {
    machinesOrFail('logs');
    const { id } = await findNode(name);
    const log = await askLocal<{ lines: string[] }>(daemonOrFail(), `/droplets/${id}/log?lines=${lines}`);
    print(log.lines.join('\n'));
  });
program
  .command('alerts')
  .description("what DigitalOcean's monitoring watches, and what of it fires")
  .action(() => {
    machinesOrFail('monitoring');
    const alerts = Object.values(readAlerts(settings.stateDir));
    const rows = alerts.map(({ state, since, title, detail }) =>
      [state, since ?? '', title, detail.split('\n')[0]!].map(printableLine),
    );
    print(renderTable([['STATE', 'SINCE', 'ALERT', 'LAST LOOK'], ...rows]));
  });
program
  .command('mailbox')
  .description('what the alerts have said by e-mail')
  .option('-n, --last <number>', 'how many', '10')
  .action(({ last }: { last: string }) => {
    machinesOrFail('monitoring');
    const mails = readMailbox(settings.stateDir).slice(-Number(last));
    const shown = mails.map(({ date, to, subject, text }) => `${date}  to ${to}\n${subject}\n${text}\n`);
    print(shown.join('\n') || `No mail in ${mailboxDirectory(settings.stateDir)}.`);
  });
program
  .command('monitoring-speed')
  .description("how many times faster than DigitalOcean's the windows and periods of alerts pass, 1 to 60")
  .argument('<factor>')
  .action(async (factor: string) => {
    const { speed } = await askLocal<{ speed: number }>(daemonOrFail(), `/monitoring-speed/${factor}`, 'POST');
    print(`5 minutes of an alert are ${300 / speed} s now`);
  });
program.addCommand(faultsCommand(daemonOrFail));
program.addCommand(limitsCommand(daemonOrFail));
program
  .command('kill')
  .description("pull a node's plug; of a managed database, the primary's")
  .argument('<node>')
  .action((name: string) => power(name, 'kill'));
program
  .command('start')
  .description('switch a node on again')
  .argument('<node>')
  .action((name: string) => power(name, 'start'));
program
  .command('up')
  .description("start the local cloud's process after a crash; `npm start` does it too")
  .addOption(
    new Option('--droplets <real|none>', 'none: the APIs alone, with droplets on paper; needs no root')
      .choices(['real', 'none'])
      .default(settings.droplets),
  )
  .addOption(
    new Option('--pace <fast|real>', 'how long creations, actions and database clusters take')
      .choices(PACES)
      .default(settings.pace),
  )
  .action(async ({ droplets, pace }: { droplets: Droplets; pace: PaceName }) => {
    const why = droplets === 'real' ? await whyNoRuntime() : undefined;
    if (why) throw new Error(why);
    print(`The local cloud answers at ${(await launch({ ...settings, droplets, pace })).api}`);
  });
program
  .command('down')
  .description('remove everything: processes, namespaces, disks, state')
  .action(async () => {
    await takeDown(settings);
    print('The local cloud is gone.');
  });

program.parseAsync().catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
