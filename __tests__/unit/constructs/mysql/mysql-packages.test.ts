import { MysqlDatabase } from '../../../../constructs/mysql/database/mysql-database';
import { keyForNodes } from '../../../../constructs/mysql/mysql-signing-key';
import { MysqlPackages } from '../../../../constructs/mysql/mysql-packages';
import type { SelfHostedMysqlOptions } from '../../../../constructs/mysql/self-hosted-mysql';
import { renderPreferences } from '../../../../constructs/mysql/server-packages';
import { newSite, problems, resources, textsOf } from '../synth';

const UBUNTU = { image: 'ubuntu-24-04-x64', packages: MysqlPackages.distribution() };

function stackWith(options: Partial<SelfHostedMysqlOptions>) {
  const { stack, network, access } = newSite();
  MysqlDatabase.selfHosted({ nodes: 3, ...options }).bind(stack, 'database', { network, access });
  return stack;
}

/** Of the nodes' environment, which stands in an expression of Terraform. */
function lineOf(texts: string, name: string): string | undefined {
  return new RegExp(`\\\\n${name}=([\\w.-]*)\\\\`).exec(texts)?.[1];
}

test.each<[string, Partial<SelfHostedMysqlOptions>, string]>([
  ['9.7 by default', {}, '9.7'],
  ['a track of choice', { version: '8.4' }, '8.4'],
  ['on Ubuntu, too', { image: 'ubuntu-26-04-x64' }, '9.7'],
])('nodes install MySQL’s own packages: %s', (_, options, track) => {
  const stack = stackWith(options);
  const texts = textsOf(stack);
  expect(lineOf(texts, 'SERVER_PACKAGE')).toBe('mysql-community-server');
  expect(lineOf(texts, 'TRACK')).toBe(track);
  expect(texts).toContain(`Pin: version ${track}.*`);
  expect(JSON.stringify(stack.toTerraform())).toContain(keyForNodes());
  expect(texts).toContain('ExecStartPre=+-/usr/local/sbin/mysql-updates renew\n');
});

test('nodes with the distribution’s server have nothing of MySQL’s repository', () => {
  const texts = textsOf(stackWith(UBUNTU));
  expect(lineOf(texts, 'SERVER_PACKAGE')).toBe('mysql-server');
  expect(lineOf(texts, 'TRACK')).toBe('');
  for (const path of ['mysql-updates', '/etc/apt/keyrings', '/etc/apt/preferences.d/mysql'])
    expect(texts).not.toContain(`${path}\n`);
  expect(texts).not.toContain('ExecStartPre=+-/usr/local/sbin/mysql-updates');
});

test('a server that ended with status 1 is started again, whatever unit its package has', () => {
  expect(textsOf(stackWith({}))).toContain('Restart=always\nRestartPreventExitStatus=\n');
});

test('mysqld may read its new configuration, and write copies beside its data, where AppArmor confines it', () => {
  for (const options of [{}, UBUNTU])
    expect(textsOf(stackWith(options))).toContain('/etc/mysql-cluster/my.cnf r,\n/srv/mysql/ r,\n/srv/mysql/** rwk,\n');
});

test('a server of an archive that has none, or of a version that the archive decides, is refused', () => {
  expect(problems(stackWith({ packages: MysqlPackages.distribution() }))).toContainEqual(
    expect.stringContaining("Debian has none: leave 'packages' out, or use image: 'ubuntu-24-04-x64'"),
  );
  expect(problems(stackWith({ ...UBUNTU, version: '8.4' }))).toContainEqual(
    expect.stringContaining("'version' must be left out with MysqlPackages.distribution(), got '8.4'"),
  );
});

test.each<[string, Partial<SelfHostedMysqlOptions>, string]>([
  ['MySQL’s own packages', {}, '9.7'],
  ['the distribution’s', UBUNTU, "the distribution's"],
])('another server than the nodes were made with is refused at plan: %s', (_, options, value) => {
  const [kept] = resources(stackWith(options), 'terraform_data').filter((one) =>
    JSON.stringify(one).includes('server'),
  );
  expect(kept).toMatchObject({ input: { server: value } });
  // A site of a release without the prop has the distribution's.
  expect(JSON.stringify(kept)).toContain(`try(self.output.server, \\"the distribution's\\") == \\"${value}\\"`);
});

test('apt takes the server from its track, and nothing else from MySQL’s repository', () => {
  expect(renderPreferences('8.4')).toBe(`Package: mysql-community-* mysql-server mysql-client mysql-common
Pin: version 8.4.*
Pin-Priority: 990

Package: mysql-community-* mysql-server mysql-client mysql-common
Pin: version *
Pin-Priority: -1

Package: *
Pin: origin "repo.mysql.com"
Pin-Priority: -1
`);
});
