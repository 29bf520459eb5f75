import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import type { MysqlSettings } from '../../../../constructs/mysql/mysql-settings';
import { newSite, problems, resources } from '../synth';

function managed(settings?: MysqlSettings) {
  const { stack, network, access } = newSite();
  MysqlDatabase.managed({ settings }).bind(stack, 'database', { network, access });
  return stack;
}

test('are given in units that people use, and to the provider in its own', () => {
  const stack = managed({
    waitTimeoutSeconds: 900,
    maxAllowedPacketMb: 64,
    sortBufferKb: 512,
    longQuerySeconds: 0.5,
    slowQueryLog: true,
    sqlMode: ['STRICT_TRANS_TABLES', 'NO_ZERO_DATE'],
    timeZone: '+02:00',
  });
  expect(problems(stack)).toEqual([]);
  expect(resources(stack, 'digitalocean_database_mysql_config')).toMatchObject([
    {
      wait_timeout: 900,
      max_allowed_packet: 64 * 2 ** 20,
      sort_buffer_size: 512 * 2 ** 10,
      long_query_time: 0.5,
      slow_query_log: true,
      sql_mode: 'STRICT_TRANS_TABLES,NO_ZERO_DATE',
      default_time_zone: '+02:00',
    },
  ]);
});

test('that nobody gives are left to DigitalOcean', () => {
  expect(resources(managed(), 'digitalocean_database_mysql_config')).toEqual([]);
});

test.each<[string, MysqlSettings, string]>([
  [
    'too short a timeout',
    { interactiveTimeoutSeconds: 5 },
    "'settings.interactiveTimeoutSeconds' must be a whole number from 30",
  ],
  [
    'a zero, which the provider does not send',
    { backupHour: 0 },
    "'settings.backupHour' must be a whole number from 1 to 23",
  ],
  [
    'a number that the provider would round',
    { longQuerySeconds: 0.1 },
    "'settings.longQuerySeconds' must be more than 0",
  ],
  ['modes in one string', { sqlMode: ['ANSI,TRADITIONAL'] }, "'settings.sqlMode' must be names of MySQL's modes"],
  ['what is no time zone', { timeZone: '2 hours' }, "'settings.timeZone' must be a time zone, got '2 hours'"],
])('refuse %s at synth', (_, settings, message) => {
  expect(problems(managed(settings))).toContainEqual(expect.stringContaining(message));
});
