import { mysqlSection, mysqlTable, type Round } from '../../../bench/mysql/report';
import { LOADS, parseSlap, slapArguments } from '../../../bench/mysql/slap';
import { configuration, topologies } from '../../../bench/mysql/topologies';
import { withSection } from '../../../bench/section';

const round = (single: number, pair: number, group: number): Round => ({
  single: { writes: single, reads: 1000 },
  pair: { writes: pair, reads: 1000 },
  group: { writes: group, reads: 2000 },
});

test('ratios are of one round, and their median counts', () => {
  const rows = mysqlTable([round(100, 50, 10), round(1000, 600, 100), round(10, 9, 8)]).split('\n');
  expect(rows[0]).toBe('|  | writes/s | ratio to single | reads/s | ratio to single |');
  expect(rows.slice(2).map((row) => row.split(' | ').slice(1).join(' '))).toEqual([
    '100 1.00 1000 1.00 |',
    '50 0.60 1000 1.00 |',
    '10 0.10 2000 2.00 |',
  ]);
});

test('the section replaces the one before it, and nothing else', () => {
  const section = mysqlSection([round(1, 1, 1)], 'a machine.', '2026-11-25');
  const marked = (text: string) => `before\n<!-- bench mysql -->\n${text}\n<!-- /bench mysql -->\nafter\n`;
  const document = withSection(marked('old'), 'mysql', section);
  expect(document).toBe(marked(section));
  expect(withSection(document, 'mysql', section)).toBe(document);
  expect(() => withSection('nothing', 'mysql', section)).toThrow('has no <!-- bench mysql -->');
});

test('every server has the durability of a node, and an address of its own', () => {
  const files = topologies.flatMap((topology) => topology.members.map((_, i) => configuration(topology, i)));
  expect(files).toHaveLength(6);
  for (const line of ['sync_binlog = 1', 'innodb_flush_log_at_trx_commit = 1', 'require_secure_transport = ON'])
    for (const file of files) expect(file).toContain(line);
  // Of a setting that is there twice the last one counts.
  const of = (name: string) => files.map((file) => [...file.matchAll(new RegExp(`^${name} = (.*)$`, 'gm'))].at(-1)![1]);
  for (const name of ['bind_address', 'server_id', 'datadir', 'socket']) expect(new Set(of(name)).size).toBe(6);
});

test('members of a group have ports of their own: each takes an address of this machine with its own port for itself', () => {
  const group = topologies.find(({ name }) => name === 'group')!;
  const files = group.members.map((_, i) => configuration(group, i));
  const portsOf = (name: string) =>
    files.map((file) => new RegExp(`^${name} = (?:"[\\d.]+:)?(\\d+)"?$`, 'm').exec(file)![1]);
  expect(portsOf('loose_group_replication_local_address')).toEqual(['33061', '33062', '33063']);
  expect(portsOf('port')).toEqual(['3306', '3307', '3308']);
  for (const file of files) expect(file).toMatch(/^loose_group_replication_group_seeds = .*:33061,.*:33062,.*:33063$/m);
});

test('a load goes through TLS, and what it has taken is read from the client’s own clock', () => {
  expect(slapArguments({ address: '127.0.1.1', port: 3306 }, LOADS[0]!, 100, 8)).toEqual(
    expect.arrayContaining(['--ssl-mode=VERIFY_CA', '--concurrency=8', '--number-of-queries=100']),
  );
  expect(parseSlap('Benchmark\n\tAverage number of seconds to run all queries: 2.345 seconds\n')).toBe(2.345);
  expect(() => parseSlap("mysqlslap: Error when connecting: Can't connect")).toThrow('printed no result');
});
