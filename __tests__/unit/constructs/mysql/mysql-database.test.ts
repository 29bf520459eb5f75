import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import type { SelfHostedMysqlOptions } from '../../../../constructs/mysql/self-hosted-mysql';
import { newSite, problems, resources } from '../synth';

function bind(database: MysqlDatabase) {
  const { stack, network, access } = newSite();
  return { stack, cluster: database.bind(stack, 'database', { network, access }) };
}

test.each([
  ['self-hosted', MysqlDatabase.selfHosted({ nodes: 3 })],
  ['a pair', MysqlDatabase.selfHosted({ nodes: 2 })],
  ['managed', MysqlDatabase.managed()],
])('%s or not, the app finds it on its own loopback, with a CA to verify', (_, database) => {
  const { cluster } = bind(database);
  expect(cluster.writer).toEqual({ host: '127.0.0.1', port: 3306 });
  expect(cluster.readers).toEqual({ host: '127.0.0.1', port: 3307 });
  const { listeners, parts } = cluster.connection();
  expect(listeners.map(({ port }) => port)).toEqual([3306, 3307]);
  expect(parts.flatMap(({ files }) => files ?? []).map(({ path }) => path)).toEqual(['/etc/ssl/mysql-ca.pem']);
});

test.each<[string, Partial<SelfHostedMysqlOptions>, string]>([
  [
    'an even group',
    { nodes: 4 },
    "'nodes' must be odd to keep a majority, or 2, got 4 (use 3, 5 or 7; or 2 without automatic failover)",
  ],
  ['a single node', { nodes: 1 }, "'nodes' must be odd to keep a majority, or 2, got 1"],
  ['a volume of nothing', { volumeGb: 0 }, "'sizeGb' must be a whole number from 1 to 16384, got 0"],
  [
    "a database of the server's own",
    { database: 'mysql' },
    "'database' must not be one of the server’s own, got 'mysql'",
  ],
  [
    'a buffer pool that leaves the server no memory',
    { size: 's-2vcpu-4gb', bufferPoolMb: 3900 },
    "'bufferPoolMb' must be at most 80 % of the 4096 MiB that 's-2vcpu-4gb' has, got 3900",
  ],
  [
    'a setting that the cluster depends on',
    { settings: { 'gtid-mode': 'OFF' } },
    "'settings.gtid-mode' must not be one that the cluster depends on, or that has a prop of its own, got 'OFF'",
  ],
  [
    'a setting with a NUL',
    { settings: { init_connect: 'SET x=1\0' } },
    "'settings.init_connect' must be text without NUL",
  ],
  [
    'a limit of transactions for a pair',
    { nodes: 2, maxTransactionMb: 500 },
    "'maxTransactionMb' must be left out of a pair, got 500 (transactions of a pair have no limit)",
  ],
  ['a password version of nothing', { passwordVersion: 0 }, "'passwordVersion' must be a whole number from 1"],
  ['a user that would need quoting', { user: "app'; --" }, "'user' must be lower-case letters"],
])('refuses %s at synth', (_, wrong, message) => {
  const { stack } = bind(MysqlDatabase.selfHosted({ nodes: 3, ...wrong }));
  expect(problems(stack)).toContainEqual(expect.stringContaining(message));
});

test('keeps data: no plan deletes a volume or a managed cluster', () => {
  const { stack } = bind(MysqlDatabase.selfHosted({ nodes: 3 }));
  expect(resources(stack, 'digitalocean_volume').map(({ lifecycle }) => lifecycle)).toEqual(
    Array(3).fill({ prevent_destroy: true }),
  );
  const managed = bind(MysqlDatabase.managed());
  expect(resources(managed.stack, 'digitalocean_database_db')[0]).toMatchObject({
    lifecycle: { prevent_destroy: true },
  });
  expect(resources(managed.stack, 'digitalocean_database_cluster')[0]).toMatchObject({
    node_count: 2,
    lifecycle: { prevent_destroy: true },
  });
});

test('has a certificate for the names it is called by, loopback among them', () => {
  const { stack } = bind(MysqlDatabase.selfHosted({ nodes: 3 }));
  expect(resources(stack, 'tls_cert_request')[0]).toMatchObject({
    ip_addresses: ['127.0.0.1'],
    dns_names: ['localhost', 'mysql-1.int.foobar.com', 'mysql-2.int.foobar.com', 'mysql-3.int.foobar.com'],
  });
});
