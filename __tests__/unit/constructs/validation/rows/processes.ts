import type { AppProcesses } from '../../../../../constructs/app/app-processes';
import type { AppSchedule } from '../../../../../constructs/app/app-schedule';
import { AppSource } from '../../../../../constructs/app/app-source';
import { AppTier } from '../../../../../constructs/app/app-tier';
import type { AppWorker } from '../../../../../constructs/app/app-worker';
import { existingMysql, newSite } from '../../synth';
import { KNOWN, computed, rowsOf, wholeNumber } from '../prop-row';

const processes = (props: Partial<AppProcesses>) => {
  const { stack, network, access } = newSite();
  const database = existingMysql(stack);
  new AppTier(stack, 'app', { network, access, source: AppSource.sample(), database, release: 'migrate', ...props });
  return stack;
};

const schedule = (one: Partial<AppSchedule>) =>
  processes({ schedules: { mail: { calendar: 'hourly', run: './send', ...one } } });
const worker = (one: Partial<AppWorker>) => processes({ workers: { mail: { start: './worker', ...one } } });

export const processRows = [
  ...rowsOf<AppProcesses>('AppProcesses', 'test/app', processes, {
    release: {
      accepts: ['python3 manage.py migrate', 'one &&\ntwo', computed.text],
      refuses: [[' ', "be shell, got ' ' (leave it out when there is nothing to do)"]],
    },
    releaseTimeoutSeconds: wholeNumber(1, 21_600),
    workers: {
      accepts: [{}, { 'mail-2': { start: computed.text } }],
      refuses: [
        [
          { 'Mail queue': { start: './worker' } },
          "have names of lower-case letters, digits and hyphens, at most 32, got 'Mail queue' (write them like 'mail')",
        ],
      ],
    },
    schedules: {
      accepts: [{}, { 'mail-2': { calendar: 'hourly', run: computed.text } }],
      refuses: [
        [
          { Mail: { calendar: 'hourly', run: './send' } },
          "have names of lower-case letters, digits and hyphens, at most 32, got 'Mail' (write them like 'mail')",
        ],
      ],
    },
  }),
  ...rowsOf<AppSchedule>('AppSchedule', 'test/app', schedule, {
    calendar: {
      as: 'schedules.mail.calendar',
      accepts: ['*-*-* 03:00', 'Mon..Fri 08:00 Europe/Berlin'],
      refuses: [
        [
          '0 3 * * *',
          "be a recurring time, got '0 3 * * *' (write it like '*-*-* 03:00' or 'Mon..Fri *-*-* 08..18:00/15 Europe/Berlin')",
        ],
        [computed.text, KNOWN],
      ],
    },
    run: {
      as: 'schedules.mail.run',
      accepts: ['one &&\ntwo', computed.text],
      refuses: [[' ', "be shell, got ' ' (leave the schedule out)"]],
    },
    timeoutSeconds: { as: 'schedules.mail.timeoutSeconds', ...wholeNumber(1, 86_400) },
  }),
  ...rowsOf<AppWorker>('AppWorker', 'test/app', worker, {
    start: {
      as: 'workers.mail.start',
      accepts: ['./worker --queue ${QUEUE}', computed.text],
      refuses: [
        ['', "be a command on one line, got '' (write it like '/opt/app/worker')"],
        ['a\nb', "be a command on one line, got 'a\nb' (write it like '/opt/app/worker')"],
      ],
    },
    stopTimeoutSeconds: { as: 'workers.mail.stopTimeoutSeconds', ...wholeNumber(1, 600) },
  }),
];
