import { Command, Option } from 'commander';
import { renderTable } from '../host/table';
import { print } from '../host/terminal';
import type { AccountLimits } from './api/limit-routes';
import { askLocal, type Daemon } from './client';

type Options = Partial<Omit<AccountLimits, 'enforceRateLimits'>> & { readonly rateLimits?: 'on' | 'off' };

/** `npm run local -- limits`: shows the limits of the account, and changes those that are given. */
export function limitsCommand(daemon: () => Pick<Daemon, 'api' | 'localToken'>): Command {
  return new Command('limits')
    .description('limits of the account: rate limits, and how many of each it may have')
    .addOption(new Option('--rate-limits <on|off>', 'refuse calls beyond the rate limits').choices(['on', 'off']))
    .option('--droplets <number>', 'that it may have', Number)
    .option('--volumes <number>', 'that it may have', Number)
    .option('--reserved-ips <number>', 'that it may have', Number)
    .action(async ({ rateLimits, ...quotas }: Options) => {
      const change = { ...quotas, ...(rateLimits && { enforceRateLimits: rateLimits === 'on' }) };
      const limits = await (Object.keys(change).length > 0
        ? askLocal<AccountLimits>(daemon(), '/limits', 'PUT', change)
        : askLocal<AccountLimits>(daemon(), '/limits'));
      print(
        renderTable([
          ['rate limits', limits.enforceRateLimits ? 'on' : 'off'],
          ['droplets', String(limits.droplets)],
          ['volumes', String(limits.volumes)],
          ['reserved IPs', String(limits.reservedIps)],
        ]),
      );
    });
}
