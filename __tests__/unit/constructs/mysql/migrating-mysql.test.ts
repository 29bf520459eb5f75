import { join } from 'node:path';
import { TerraformOutput, type TerraformStack } from 'cdktf';
import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import { PropChecks } from '../../../../constructs/validation';
import { describePython, python } from '../../python';
import { newSite, problems, resources, synthesize } from '../synth';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-release.py');
const selfHosted = () => MysqlDatabase.selfHosted({ nodes: 3 });
const managed = () => MysqlDatabase.managed();

function bind(database: MysqlDatabase) {
  const { stack, network, access } = newSite();
  const context = { network, access };
  database.check(new PropChecks(stack), context);
  return { stack, cluster: database.bind(stack, 'database', context) };
}

/** A value as Terraform reads it. */
function shown(stack: TerraformStack, value: unknown): string {
  new TerraformOutput(stack, 'shown', { value, sensitive: true });
  const { output } = synthesize(stack);
  return output.shown!.value as string;
}

/** Addresses of all that keeps data or opens it. */
function databases(database: MysqlDatabase): string[] {
  const { resource } = synthesize(bind(database).stack) as { resource: Record<string, Record<string, object>> };
  return ['digitalocean_database_cluster', 'digitalocean_volume', 'random_password', 'digitalocean_database_user']
    .flatMap((type) => Object.keys(resource[type] ?? {}).map((name) => `${type}.${name}`))
    .sort();
}

test('neither database is made anew on the way from one to the other', () => {
  const both = databases(MysqlDatabase.migrating({ from: selfHosted(), to: managed() }));
  expect(both).toEqual([...databases(selfHosted()), ...databases(managed())].sort());
  expect(databases(MysqlDatabase.migrating({ from: managed(), to: selfHosted() }))).toEqual(both);
});

test.each([
  ['self-hosted', selfHosted, managed],
  ['managed', managed, selfHosted],
] as const)('the app of a %s database goes on with the password that it has', (name, from, to) => {
  const { cluster, stack } = bind(MysqlDatabase.migrating({ from: from(), to: to() }));
  expect(synthesize(stack).output.web_infrastructure_int_foobar_com!.value).toMatchObject({
    databases: expect.arrayContaining([{ kind: 'self-hosted', role: 'mysql' }]) as object,
    migration: { from: name, clusterId: expect.stringContaining('digitalocean_database_cluster') as string },
  });
  const password = name === 'managed' ? 'digitalocean_database_user.managed-database' : 'random_password.database';
  expect(shown(stack, cluster.credentials.password)).toContain(password);
});

test('a proxy has both, and asks its own node which of them takes the app', () => {
  const { cluster, stack } = bind(MysqlDatabase.migrating({ from: selfHosted(), to: managed() }));
  const { listeners, parts } = cluster.connection();
  for (const { preferred, servers, healthCheck } of listeners) {
    expect(preferred).toMatchObject({ serverPort: 25060, loopbackCheck: 9202 });
    expect(servers).toEqual({ names: [1, 2, 3].map((n) => `mysql-${n}.int.foobar.com`) });
    expect(healthCheck.port).toBe(9200);
  }
  const files = parts.flatMap((part) => part.files ?? []);
  const ca = files.find(({ path }) => path === '/etc/ssl/mysql-ca.pem') as { base64: string };
  expect(shown(stack, ca.base64)).toMatch(/tls_self_signed_cert.*cert_pem.*digitalocean_database_ca.*certificate/);
});

test('each of the two lets the other one in', () => {
  const { stack } = bind(MysqlDatabase.migrating({ from: selfHosted(), to: managed() }));
  const [firewall] = resources(stack, 'digitalocean_firewall') as unknown as [
    { inbound_rule: { port_range: string; source_addresses?: string[] }[] },
  ];
  expect(firewall.inbound_rule).toContainEqual(
    expect.objectContaining({ port_range: '3306', source_addresses: ['10.20.0.0/20'] }),
  );
  const [trusted] = resources(stack, 'digitalocean_database_firewall');
  expect(trusted!.rule).toEqual([{ type: 'tag', value: expect.stringContaining('digitalocean_tag') as string }]);
});

test('refuses two of a kind, and another name for the app’s database', () => {
  const { stack } = bind(MysqlDatabase.migrating({ from: selfHosted(), to: selfHosted() }));
  expect(problems(stack)).toContainEqual(
    expect.stringContaining("'database.to' must be managed when `from` is self-hosted"),
  );
  const other = bind(MysqlDatabase.migrating({ from: selfHosted(), to: MysqlDatabase.managed({ database: 'shop' }) }));
  expect(problems(other.stack)).toContainEqual(
    expect.stringContaining("'database' must be the same in both databases: it is 'app' in the self-hosted one"),
  );
});

describePython('mysql-release', () => {
  const taken = (connect: string) =>
    python(
      PROGRAM,
      `
class Connection:
    def __init__(self, read_only): self.read_only = read_only
    def cursor(self): return self
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def execute(self, sql): pass
    def fetchone(self): return (self.read_only,)
    def close(self): pass
def refused(): raise OSError("access denied")
program.connect = ${connect}
print(json.dumps(program.look(None)[1]))`,
    );

  test.each([
    ['takes the app when its password opens it and it takes writes', 'lambda: Connection(0)', true],
    ['does not when it is read-only', 'lambda: Connection(1)', false],
    ['does not when it refuses the password', 'refused', false],
  ])('%s', (_, connect, expected) => {
    expect(taken(connect)).toBe(expected);
  });
});
