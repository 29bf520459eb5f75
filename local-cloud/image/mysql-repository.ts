import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../host/run';

/** Debian's package -> the one of MySQL's repository that has its programs. */
const NAMES: Readonly<Record<string, string>> = {
  'mysql-common': 'mysql-common',
  'mysql-client-core': 'mysql-community-client-core',
  'mysql-client': 'mysql-community-client',
  'mysql-server-core': 'mysql-community-server-core',
  'mysql-server': 'mysql-community-server',
};
/** Without content here; what they are for is in others. */
const EMPTY: Readonly<Record<string, string>> = {
  'mysql-server': 'mysql-community-server',
  'mysql-client': 'mysql-community-client',
  'mysql-community-client-plugins': 'mysql-common',
};
/** What MySQL's own unit has and Debian's has not. */
const UNIT = 'usr/lib/systemd/system/mysql.service';
const ONLY_ONCE = 'RestartPreventExitStatus=1';
/** MySQL's package leaves the data alone when it is upgraded; Debian's writes accounts into it, a transaction that no other member has. */
const ONLY_NEW = 'if [ "$1" = configure ] && [ -n "$2" ]; then exit 0; fi';

/**
 * MySQL's APT repository as droplets reach it at https://repo.mysql.com/apt/debian (image/guest): its suite, component and names of packages, over
 * Debian's MySQL. `flat` has Debian's packages. Signed with a key that is thrown away; its public half lies beside it.
 */
export async function buildMysqlRepository(flat: string, suite: string): Promise<void> {
  const site = join(flat, 'repo.mysql.com');
  const root = join(site, 'apt/debian');
  const pool = join(root, 'pool');
  mkdirSync(pool, { recursive: true });
  const debs = readdirSync(flat).filter((name) => name.endsWith('.deb'));
  const debOf = (name: string) =>
    join(
      flat,
      debs.find((deb) => deb.startsWith(`${name}_`))!,
    );
  const debian = (await run('dpkg-deb', ['-f', debOf('mysql-server'), 'Version'])).trim();
  const version = `${debian.replace(/-.*/, '')}-1debian13`;
  const track = version.split('.').slice(0, 2).join('.');
  for (const name of Object.keys(NAMES))
    await repack(debOf(name), pool, (control) => asMysqls(control, debian, version));
  for (const [name, needs] of Object.entries(EMPTY)) await buildEmpty(pool, { name, version, needs });
  await index(root, suite, `mysql-${track}-lts`);
  await sign(site, join(root, 'dists', suite));
}

/** The control file of Debian's package as one of MySQL's repository. */
export function asMysqls(control: string, debian: string, version: string): string {
  const rename = (text: string) =>
    text
      .replace(/\bmysql-(server|client)(-core)?(?![\w-])/g, (name) => NAMES[name]!)
      .replaceAll(`(= ${debian})`, `(= ${version})`)
      .replaceAll(`(>= ${debian})`, `(= ${version})`);
  const own = /^Package: (.*)$/m.exec(control)![1]!;
  const renamed = control
    .replace(/^Package: .*$/m, `Package: ${NAMES[own]}`)
    .replace(/^Version: .*$/m, `Version: ${version}`)
    .replace(/^(Pre-)?Depends: .*$/gm, rename)
    .replace(/^Source: .*\n/m, '');
  // The package of that name is an empty one that needs this one.
  if (own in EMPTY || own === NAMES[own]) return renamed;
  return renamed.replace(/^Replaces: /m, `Replaces: ${own}, `);
}

async function repack(deb: string, pool: string, change: (control: string) => string): Promise<void> {
  const content = join(pool, 'content');
  await run('dpkg-deb', ['--raw-extract', deb, content]);
  const control = join(content, 'DEBIAN/control');
  writeFileSync(control, change(readFileSync(control, 'utf8')));
  const edit = (path: string, line: RegExp, added: string) => {
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(line, (before) => `${before}\n${added}`),
    );
  };
  const unit = join(content, UNIT);
  if (existsSync(unit)) {
    edit(unit, /^Restart=.*$/m, ONLY_ONCE);
    edit(join(content, 'DEBIAN/postinst'), /^#!.*$/m, ONLY_NEW);
  }
  await run('dpkg-deb', ['-Znone', '--build', content, pool]);
  rmSync(content, { recursive: true });
}

async function buildEmpty(
  pool: string,
  { name, version, needs }: { readonly name: string; readonly version: string; readonly needs: string },
): Promise<void> {
  const content = join(pool, 'content');
  mkdirSync(join(content, 'DEBIAN'), { recursive: true });
  writeFileSync(
    join(content, 'DEBIAN/control'),
    `Package: ${name}
Version: ${version}
Architecture: amd64
Maintainer: local cloud <local-cloud@localhost>
Depends: ${needs} (= ${version})
Description: empty package of the local cloud
`,
  );
  await run('dpkg-deb', ['-Znone', '--build', content, pool]);
  rmSync(content, { recursive: true });
}

async function index(root: string, suite: string, component: string): Promise<void> {
  const only = ['MD5', 'SHA1', 'SHA512'].flatMap((kind) => ['-o', `APT::FTPArchive::${kind}=false`]);
  const packages = join(root, 'dists', suite, component, 'binary-amd64');
  mkdirSync(packages, { recursive: true });
  writeFileSync(join(packages, 'Packages'), await run('apt-ftparchive', [...only, 'packages', 'pool'], { cwd: root }));
  const release = { Origin: 'MySQL', Suite: suite, Codename: suite, Components: component, Architectures: 'amd64' };
  const options = Object.entries(release).flatMap(([name, value]) => [
    '-o',
    `APT::FTPArchive::Release::${name}=${value}`,
  ]);
  const text = await run('apt-ftparchive', [...only, ...options, 'release', `dists/${suite}`], { cwd: root });
  writeFileSync(join(root, 'dists', suite, 'Release'), text);
}

async function sign(site: string, dist: string): Promise<void> {
  const home = join(site, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = ['--batch', '--homedir', home, '--pinentry-mode', 'loopback', '--passphrase', ''];
  await run('gpg', [...gpg, '--quick-generate-key', 'local cloud', 'ed25519', 'sign', 'never']);
  await run('gpg', [...gpg, '--output', join(dist, 'InRelease'), '--clearsign', join(dist, 'Release')]);
  await run('gpg', [...gpg, '--armor', '--output', join(site, 'local-cloud.asc'), '--export']);
  await run('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
}
