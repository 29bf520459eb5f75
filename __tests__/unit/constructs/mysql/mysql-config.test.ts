import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = readFileSync(join(__dirname, '../../../../constructs/mysql/node/mysql-config.sh'), 'utf8');

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'mysql-config-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What the server would start with on a droplet of so much memory. */
function configured(poolMb: number, memoryMb: number): string {
  const path = (name: string) => join(directory, name);
  writeFileSync(path('new'), `[mysqld]\ninnodb_buffer_pool_size = ${poolMb}M\nlong_query_time = 1\n`);
  writeFileSync(path('meminfo'), `MemTotal:  ${memoryMb * 1024} kB\nMemFree: 1 kB\n`);
  writeFileSync(path('mysqld'), '#!/bin/sh\n');
  chmodSync(path('mysqld'), 0o755);
  const script = SCRIPT.replaceAll('/etc/mysql-cluster/my.cnf', path('new')).replace(
    '/etc/mysql/mysql.conf.d/zz-cluster.cnf',
    path('used'),
  );
  const env = { PATH: `${directory}:${process.env.PATH}`, MEMINFO: path('meminfo') };
  execFileSync('sh', ['-c', script], { env });
  return readFileSync(path('used'), 'utf8');
}

test('a configuration that fits the droplet is taken as it is', () => {
  expect(configured(2048, 3900)).toBe('[mysqld]\ninnodb_buffer_pool_size = 2048M\nlong_query_time = 1\n');
});

test('the buffer pool of a larger size, before the node has that size, is cut to half of its memory', () => {
  expect(configured(4096, 3900)).toBe('[mysqld]\ninnodb_buffer_pool_size = 1950M\nlong_query_time = 1\n');
});
