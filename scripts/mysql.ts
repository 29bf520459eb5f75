/** `npm run mysql -- COMMAND`: operates a site's self-hosted MySQL cluster. */
import { createInterface } from 'node:readline/promises';
import { Argument, Command } from 'commander';
import { connect, readMigration } from '../cli/connect';
import { untilInterrupted } from '../cli/interrupted';
import { quietly } from '../cli/monitoring/quietly';
import { Silences } from '../cli/monitoring/silences';
import { complaints, isPrimary, shortName, type Member } from '../cli/mysql/member';
import { BackupOperator, megabytes, type NodeBackups } from '../cli/mysql/backup-operator';
import { backupComplaints } from '../cli/mysql/backup-complaints';
import { replace, resize, restart, retirePasswords } from '../cli/mysql/maintenance';
import { ManagedCluster, type DatabaseName } from '../cli/mysql/managed-cluster';
import { Migration, migrationComplaints } from '../cli/mysql/migration';
import { MysqlOperator, type Operation } from '../cli/mysql/mysql-operator';
import { Refused } from '../cli/mysql/refused';
import { restoreCluster } from '../cli/mysql/restore-cluster';
import { RestorePoint } from '../cli/mysql/restore-point';
import { renderTable } from '../host/table';
import { print, printError, printableJson } from '../host/terminal';

const program = new Command('npm run mysql --')
  .description('The MySQL cluster of a deployed site: who is primary, planned changes of it, backups and restores.')
  .option('--env <name>', 'the environment', 'local')
  .option('--yes', 'do it without asking');

async function operators() {
  const { nodes, fence, terraform } = await connect(program.opts<{ env: string }>().env);
  const mysql = new MysqlOperator(nodes, fence);
  return { mysql, backups: new BackupOperator(nodes, mysql), terraform };
}

async function migration(): Promise<Migration> {
  const { env } = program.opts<{ env: string }>();
  const found = await readMigration(env);
  if (!found)
    throw new Refused('no database moves here: deploy MysqlDatabase.migrating() first (docs/guides/migrate-mysql.md)');
  const { nodes, fence, digitalOcean } = await connect(env);
  return new Migration(
    found,
    nodes,
    new MysqlOperator(nodes, fence),
    new ManagedCluster(digitalOcean, found.clusterId),
  );
}

async function operator(): Promise<MysqlOperator> {
  return (await operators()).mysql;
}

/** Says what will happen, asks, does it. */
async function carryOut(operation: Operation): Promise<void> {
  for (const line of operation.plan) print(`- ${line}`);
  if (!program.opts<{ yes?: boolean }>().yes && !(await confirmed())) {
    print('Nothing was done.');
    process.exitCode = 1;
    return;
  }
  const say = (what: string) => print(`${new Date().toISOString().slice(11, 19)} ${what}`);
  await withSilence(operation, () => operation.run(say), say);
  print('Done.');
}

/** While it runs, what it makes fire by itself is told to nobody. */
async function withSilence(
  { plan, expected }: Operation,
  work: () => Promise<void>,
  say: (what: string) => void,
): Promise<void> {
  if (!expected) return work();
  const { nodes } = await connect(program.opts<{ env: string }>().env);
  const silence = { expected, author: `npm run mysql -- ${process.argv.slice(2).join(' ')}`, comment: plan.join('; ') };
  await quietly(() => untilInterrupted(work), silence, new Silences(nodes), say);
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Refused('there is nobody to ask: say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('Go on? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

function row(member: Member): string[] {
  const { status } = member;
  if (!status) return [shortName(member.node), '', 'cannot be asked', '', '', ''];
  const { server } = status;
  const role = isPrimary(member) ? 'primary' : server?.state === 'ONLINE' ? 'replica' : '';
  const behind = role === 'replica' ? String(server!.behind) : '';
  return [
    shortName(member.node),
    role,
    server?.state ?? 'down',
    behind,
    `${status.volumeUsed} %`,
    server?.version ?? '',
  ];
}

function at(seconds: number | null): string {
  return seconds === null ? 'never' : new Date(seconds * 1000).toISOString().slice(0, 19) + 'Z';
}

function baseRow({ object, time, node, size }: NodeBackups['bases'][number]): string[] {
  return [object, at(time), shortName(node), megabytes(size)];
}

function drillLine({ time, ok, node, error, tables, rows, seconds }: NodeBackups['drills'][number]): string {
  const result = ok ? `${tables} tables with ${rows} rows restored and compared in ${seconds} s` : `failed: ${error}`;
  return `${at(time)} on ${shortName(node)}: ${result}`;
}

interface RestoreOptions {
  readonly latest?: true;
  readonly toTime?: string;
  readonly beforeGtid?: string;
  readonly on?: string;
  readonly wholeCluster?: true;
}

function pointOf({ latest, toTime, beforeGtid }: RestoreOptions): RestorePoint {
  const points = [
    ...(latest ? [RestorePoint.latest()] : []),
    ...(toTime === undefined ? [] : [RestorePoint.toTime(toTime)]),
    ...(beforeGtid === undefined ? [] : [RestorePoint.beforeGtid(beforeGtid)]),
  ];
  if (points.length !== 1) throw new Refused('say one of --latest, --to-time and --before-gtid');
  return points[0]!;
}

program
  .command('status')
  .description(
    'who is primary, who is how far behind, what is wrong and what mends it; exits 1 when something is wrong',
  )
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const members = await (await operator()).status();
    const wrong = complaints(members);
    if (json) print(printableJson({ members, complaints: wrong }));
    else {
      print(renderTable([['NODE', 'ROLE', 'STATE', 'BEHIND', 'VOLUME', 'MYSQL'], ...members.map(row)]));
      for (const line of wrong) print(`! ${line}`);
    }
    process.exitCode = wrong.length > 0 ? 1 : 0;
  });
program
  .command('switchover')
  .description('planned: another node becomes primary, by default the replica that is least behind')
  .argument('[node]')
  .action(async (node?: string) => {
    const operation = await (await operator()).switchover(node);
    if (operation) await carryOut(operation);
    else print(`${node} is primary already.`);
  });
program
  .command('promote')
  .description('of a pair whose primary is lost: powers it off, and makes the replica primary')
  .action(async () => carryOut(await (await operator()).promote()));
program
  .command('rebuild')
  .description("throws a replica's data away and has it take a copy of the primary's")
  .argument('<node>')
  .option(
    '--without-primary',
    'also while there is no primary: after a divergence, when another node has what must be kept',
  )
  .action(async (node: string, options: { withoutPrimary?: boolean }) =>
    carryOut(await (await operator()).rebuild(node, options)),
  );

program
  .command('restart')
  .description(
    'has a node take up the configuration that a deploy has brought; the primary of a group hands over first',
  )
  .argument('<node>')
  .action(async (node: string) => carryOut(await restart(node, await operator())));
program
  .command('replace')
  .description('makes the droplet of a node anew, with the newest image and user-data; its volume and its data stay')
  .argument('<node>')
  .action(async (node: string) => {
    const { mysql, terraform } = await operators();
    await carryOut(await replace(node, mysql, terraform, operator));
  });
program
  .command('resize')
  .description(
    'after a deploy with another `size`: a new droplet of that size for a node; its volume and its data stay',
  )
  .argument('<node>')
  .action(async (node: string) => {
    const { mysql, terraform } = await operators();
    await carryOut(await resize(node, mysql, terraform, operator));
  });
program
  .command('retire-passwords')
  .description('after a deploy with another `passwordVersion`: the passwords from before it work no more')
  .action(async () => carryOut(await retirePasswords(await operator())));
program
  .command('backup')
  .description('a base backup now, beside those that the nodes make by themselves')
  .action(async () => carryOut(await (await operators()).backups.backup()));
program
  .command('backups')
  .description('what can be restored, how the drills went, what is wrong; exits 1 when something is wrong')
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const lists = await (await operators()).backups.list();
    const wrong = backupComplaints(lists, Date.now() / 1000);
    if (json) print(printableJson({ nodes: Object.fromEntries(lists), complaints: wrong }));
    else {
      const [{ bases, drills, binlogs }] = [...lists.values()] as [NodeBackups];
      print(renderTable([['BASE', 'MADE', 'BY', 'SIZE'], ...bases.map(baseRow)]));
      print(`\n${binlogs.count} binary logs, ${megabytes(binlogs.bytes)}, the last sent ${at(binlogs.newest)}`);
      print(`last drill: ${drills.length > 0 ? drillLine(drills.at(-1)!) : 'none yet'}`);
      for (const line of wrong) print(`! ${line}`);
    }
    process.exitCode = wrong.length > 0 ? 1 : 0;
  });
program
  .command('verify-backup')
  .description(
    'a restore drill now: the newest backup is restored beside a live server, and all rows are compared; exits 1 when they differ',
  )
  .action(async () => carryOut(await (await operators()).backups.verify()));
program
  .command('restore')
  .description('to one of three points: beside the live data of one node, to look at; or the whole cluster')
  .option('--latest', 'all that the bucket has')
  .option('--to-time <moment>', 'in UTC, like 2026-11-24T23:00:05.25Z')
  .option('--before-gtid <gtid>', 'all that came before this transaction')
  .option('--on <node>', 'where, of one node (default: a replica)')
  .option('--whole-cluster', 'all nodes; every later transaction is undone')
  .action(async (options: RestoreOptions) => {
    const point = pointOf(options);
    const { mysql, backups } = await operators();
    await carryOut(
      options.wholeCluster ? await restoreCluster(point, mysql, backups) : await backups.restore(point, options.on),
    );
  });
program
  .command('discard-restore')
  .description('deletes what a restore has left on a node')
  .argument('<node>')
  .action(async (node: string) => carryOut(await (await operators()).backups.discard(node)));

const migrate = program
  .command('migrate')
  .description(
    'between a self-hosted and a managed cluster that a deploy has put side by side: docs/guides/migrate-mysql.md',
  );
migrate
  .command('status')
  .description(
    'which of the two serves, whether the other one follows and what it lacks; exits 1 when something is wrong',
  )
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const status = await (await migration()).status();
    const wrong = migrationComplaints(status);
    const { serving, lacks, follows, managed, primary } = status;
    if (json) print(printableJson({ ...status, complaints: wrong }));
    else {
      const line = (name: DatabaseName, state: string) => [
        name,
        serving.includes(name) ? 'yes' : '',
        state,
        String(lacks[name]),
      ];
      print(
        renderTable([
          ['DATABASE', 'SERVES', 'FOLLOWS', 'LACKS'],
          line('self-hosted', follows ? `yes, on ${primary}` : 'no'),
          line('managed', managed === 'none' ? 'no' : managed),
        ]),
      );
      for (const text of wrong) print(`! ${text}`);
    }
    process.exitCode = wrong.length > 0 ? 1 : 0;
  });
migrate
  .command('start')
  .description('copies what the one that serves has into the other one, which then follows it')
  .action(async () => carryOut(await (await migration()).start()));
migrate
  .command('switch')
  .description('turns the app over to the one that follows, or to the one that is named')
  .addArgument(new Argument('[database]').choices(['self-hosted', 'managed']))
  .action(async (target?: DatabaseName) => {
    const operation = await (await migration()).switch(target);
    if (operation) await carryOut(operation);
    else print(`${target} serves already.`);
  });
migrate
  .command('finish')
  .description('keeps the one that serves: the other one follows no more')
  .action(async () => carryOut(await (await migration()).finish()));

program.parseAsync().catch((error: Error) => {
  printError(error.message);
  process.exit(1);
});
