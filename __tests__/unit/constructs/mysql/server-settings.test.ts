import { memoryOf, resolveServerSettings } from '../../../../constructs/mysql/server-settings';

test.each([
  ['s-2vcpu-4gb', 4096],
  ['s-4vcpu-16gb-320gb-intel', 16_384],
  ['m3-2vcpu-16gb', 16_384],
  ['c-4', 8192],
  ['c-2-intel', 4096],
  ['c2-2vcpu-4gb', 4096],
  ['something-else', undefined],
])('a droplet of size %s has %s MiB of memory', (size, expected) => {
  expect(memoryOf(size)).toBe(expected);
});

test.each([
  ['s-1vcpu-1gb', { bufferPoolMb: 512, maxConnections: 100, redoLogMb: 256 }],
  ['s-2vcpu-4gb', { bufferPoolMb: 2048, maxConnections: 256, redoLogMb: 1024 }],
  ['m-16vcpu-128gb', { bufferPoolMb: 65_536, maxConnections: 2000, redoLogMb: 8192 }],
])('defaults follow the memory of %s', (size, expected) => {
  expect(resolveServerSettings(size, {})).toEqual({ ...expected, others: [] });
});

test('the redo log follows the buffer pool that was asked for', () => {
  expect(resolveServerSettings('s-2vcpu-4gb', { bufferPoolMb: 1000 }).redoLogMb).toBe(500);
});

test('other settings become lines of a configuration file', () => {
  const settings = {
    'long-query-time': 0.5,
    slow_query_log: true,
    sql_mode: 'ANSI_QUOTES, NO_ZERO_DATE',
    tmp_table_size: '32M',
  };
  expect(resolveServerSettings('s-2vcpu-4gb', { settings }).others).toEqual([
    'long_query_time = 0.5',
    'slow_query_log = ON',
    'sql_mode = ANSI_QUOTES, NO_ZERO_DATE',
    'tmp_table_size = 32M',
  ]);
});
