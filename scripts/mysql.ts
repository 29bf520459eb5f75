/** `npm run mysql -- COMMAND`: operates a site's self-hosted MySQL cluster. */
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { connect } from '../operator/connect';
import { complaints, isPrimary, shortName, type Member } from '../operator/mysql/member';
import { MysqlOperator, Refused, type Operation } from '../operator/mysql/mysql-operator';
import { renderTable } from '../local-cloud/report';

const program = new Command('npm run mysql --')
  .description('The MySQL cluster of a deployed site: who is primary, and planned changes of it.')
  .option('--env <name>', 'the environment', 'local')
  .option('--yes', 'do it without asking');

async function operator(): Promise<MysqlOperator> {
  const { nodes, fence } = await connect(program.opts<{ env: string }>().env);
  return new MysqlOperator(nodes, fence);
}

/** Says what will happen, asks, does it. */
async function carryOut(operation: Operation): Promise<void> {
  for (const line of operation.plan) console.log(`- ${line}`);
  if (!program.opts<{ yes?: boolean }>().yes && !(await confirmed())) {
    console.log('Nothing was done.');
    process.exitCode = 1;
    return;
  }
  await operation.run((what) => console.log(`${new Date().toISOString().slice(11, 19)} ${what}`));
  console.log('Done.');
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

program
  .command('status')
  .description(
    'who is primary, who is how far behind, what is wrong and what mends it; exits 1 when something is wrong',
  )
  .option('--json', 'for programs')
  .action(async ({ json }: { json?: boolean }) => {
    const members = await (await operator()).status();
    const wrong = complaints(members);
    if (json) console.log(JSON.stringify({ members, complaints: wrong }, null, 2));
    else {
      console.log(renderTable([['NODE', 'ROLE', 'STATE', 'BEHIND', 'VOLUME', 'MYSQL'], ...members.map(row)]));
      for (const line of wrong) console.log(`! ${line}`);
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
    else console.log(`${node} is primary already.`);
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

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
