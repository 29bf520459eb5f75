import { Command, Option } from 'commander';
import { renderTable } from '../host/table';
import { print, printableLine } from '../host/terminal';
import type { Fault } from './api/faults/fault';
import type { ListedFault } from './api/faults/faults';
import { VENDOR_APIS } from './api/vendor-errors';
import { askLocal, type Daemon } from './client';

/** What commander reads of `add`: all of them are props of the fault. */
type Effect = Omit<Fault, 'api' | 'path'>;

/** `npm run local -- faults`: faults of the APIs, on request. */
export function faultsCommand(daemon: () => Pick<Daemon, 'api' | 'localToken'>): Command {
  const faults = new Command('faults').description('faults of the APIs: slow, refused, lost and half-done calls');
  faults
    .command('add')
    .description(
      'from now on calls of an API have a fault, such as `add digitalocean /droplets --status 503 --count 2`',
    )
    .argument('<api>', VENDOR_APIS.join(', '))
    .argument('<path>', 'what follows /v2, /client/v4 or /acme; `:id` is any one word, `*` is anything')
    .option('--method <method>', 'of the calls (default: every method)')
    .option('--status <status>', "refuse with the vendor's own answer, 400 to 599", Number)
    .option('--retry-after <seconds>', 'wait that a refusal names', Number)
    .option('--delay <seconds>', 'carry out and answer later', Number)
    .option('--hang', 'never answer')
    .option('--reset', 'reset the connection')
    .addOption(
      new Option('--half-done <how>', 'carry out, then lose the answer, or answer 500').choices(['lost', 'error']),
    )
    .option('--share <share>', 'of the calls, 0 to 1', Number)
    .option('--seed <number>', 'which calls the share has', Number)
    .option('--count <calls>', 'after so many the fault is over', Number)
    .option('--seconds <seconds>', 'after so many the fault is over', Number)
    .action(async (api: string, path: string, effect: Effect) => {
      const body = { ...effect, api, path, ...(effect.method && { method: effect.method.toUpperCase() }) };
      const { fault } = await askLocal<{ fault: ListedFault }>(daemon(), '/faults', 'POST', body);
      print(`fault ${fault.id}: ${describeCalls(fault)}: ${describeEffect(fault)}`);
    });
  faults
    .command('list', { isDefault: true })
    .description('which there are, and how often each was met')
    .action(async () => {
      const { faults: all } = await askLocal<{ faults: ListedFault[] }>(daemon(), '/faults');
      print(all.length > 0 ? renderFaults(all) : 'The APIs have no faults.');
    });
  faults
    .command('clear')
    .description('remove one fault by its number, or all')
    .argument('[id]')
    .action(async (id?: string) => {
      const path = id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`;
      const { removed } = await askLocal<{ removed: number }>(daemon(), path, 'DELETE');
      print(`${removed} removed`);
    });
  return faults;
}

function renderFaults(faults: readonly ListedFault[]): string {
  const rows = faults.map((fault) => [
    fault.id,
    describeCalls(fault),
    describeEffect(fault),
    `${fault.met} of ${fault.calls}`,
    fault.over ? 'over' : 'lasts',
  ]);
  return renderTable([['ID', 'CALLS', 'FAULT', 'MET', 'STATE'], ...rows.map((row) => row.map(printableLine))]);
}

function describeCalls({ api, method, path }: Fault): string {
  return [api, method, path].filter(Boolean).join(' ');
}

function describeEffect({ status, delay, hang, reset, halfDone }: Fault): string {
  if (status !== undefined) return `status ${status}`;
  if (delay !== undefined) return `delay of ${delay} s`;
  if (hang) return 'hangs';
  return reset ? 'reset' : `half done, ${halfDone === 'lost' ? 'answer lost' : 'answer 500'}`;
}
