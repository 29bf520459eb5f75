import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '../host/private-directory';
import { run } from '../../host/run';
import type { Settings } from '../settings';
import { buildMysqlRepository } from './mysql-repository';
import { BASE_PACKAGES, FROM_SID, MASKED_GENERATORS, MASKED_UNITS, REPOSITORY_PACKAGES, SUITE } from './packages';

/** A directory tree that all droplets share below an overlay each, and the apt repository they install from. */
export interface Image {
  readonly base: string;
  readonly repository: string;
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const GUEST = join(__dirname, 'guest');

export type Progress = (line: string) => void;

/** The image of this version of the project: made when it is not there, which takes a minute or two and the network. */
export async function buildImage(settings: Settings, progress: Progress): Promise<Image> {
  const image = imageOf(settings);
  closeCache(settings);
  const mirror = await debianMirror();
  if (!existsSync(image.base)) await buildOnce(image.base, (dir) => buildBase(dir, mirror, progress));
  if (!existsSync(image.repository))
    await buildOnce(image.repository, (dir) => buildRepository(dir, image.base, mirror, progress));
  return image;
}

export function imageOf(settings: Settings): Image {
  const base = hash([
    SUITE,
    BASE_PACKAGES,
    MASKED_UNITS,
    MASKED_GENERATORS,
    guestFiles().map((path) => [path, readFileSync(join(GUEST, path), 'utf8')]),
  ]);
  const mysqlRepository = readFileSync(join(__dirname, 'mysql-repository.ts'), 'utf8');
  const repository = hash([base, REPOSITORY_PACKAGES, FROM_SID, 'uncompressed, SHA256', mysqlRepository]);
  return {
    base: join(settings.cacheDir, `base-${base}`),
    repository: join(settings.cacheDir, `repository-${repository}`),
  };
}

/** Nobody but root enters the cache: the image has set-uid programs. */
export function closeCache({ cacheDir }: Pick<Settings, 'cacheDir'>): void {
  makePrivate(cacheDir);
}

export function imageExists(settings: Settings): boolean {
  return Object.values(imageOf(settings)).every((path: string) => existsSync(path));
}

/** Whatever interrupts it, a directory of the final name is whole. */
async function buildOnce(path: string, build: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await build(unfinished);
  renameSync(unfinished, path);
}

/** Where this machine's own apt gets Debian from. */
async function debianMirror(): Promise<string> {
  const urls = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const mirror = urls.split('\n').find((url) => /\/debian\/?$/.test(url));
  if (!mirror)
    throw new Error("No Debian archive in this machine's apt sources: add one that ends in /debian, then try again.");
  return mirror;
}

async function buildBase(dir: string, mirror: string, progress: Progress): Promise<void> {
  progress(`Debian ${SUITE} with cloud-init`);
  await run(
    'mmdebstrap',
    [
      ...['--variant=minbase', '--mode=root', '--format=directory', `--include=${BASE_PACKAGES.join(',')}`],
      ...['--aptopt=APT::Install-Recommends "false"', '--aptopt=Acquire::Languages "none"'],
      ...['--aptopt=Acquire::Check-Valid-Until "false"', '--dpkgopt=force-unsafe-io'],
      ...['--dpkgopt=path-exclude=/usr/share/man/*', '--dpkgopt=path-exclude=/usr/share/locale/*'],
      ...['--dpkgopt=path-exclude=/usr/share/doc/*', '--dpkgopt=path-include=/usr/share/doc/*/copyright'],
      ...[SUITE, dir, mirror],
    ],
    { onLine: (line) => /^(I: |Unpacking|Setting up)/.test(line) && progress(line) },
  );
  await configure(dir);
}

async function configure(root: string): Promise<void> {
  // apt's verifier of signatures has one in front of it (guest/usr/bin/sqv).
  mkdirSync(join(root, 'usr/lib/local-cloud'));
  renameSync(join(root, 'usr/bin/sqv'), join(root, 'usr/lib/local-cloud/sqv'));
  for (const path of guestFiles()) {
    cpSync(join(GUEST, path), join(root, path), { recursive: true });
    chownSync(join(root, path), 0, 0);
    chmodSync(join(root, path), /generators|methods|bin\//.test(path) ? 0o755 : 0o644);
  }
  // Every droplet makes its own identity; apt knows the bound repository alone.
  const own = [
    'etc/apt/sources.list',
    'etc/apt/apt.conf.d/99mmdebstrap',
    'var/lib/dbus/machine-id',
    'var/lib/systemd/random-seed',
    'var/lib/apt/lists',
    'etc/resolv.conf',
  ];
  const hostKeys = readdirSync(join(root, 'etc/ssh')).filter((name) => name.startsWith('ssh_host_'));
  for (const path of [...own, ...hostKeys.map((name) => `etc/ssh/${name}`)])
    rmSync(join(root, path), { recursive: true, force: true });
  for (const path of ['usr/share/droplet-repository', 'var/lib/apt/lists/partial', 'var/log/journal'])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'etc/machine-id'), '');
  writeFileSync(join(root, 'etc/hostname'), 'localhost\n');
  symlinkSync('../run/systemd/resolve/stub-resolv.conf', join(root, 'etc/resolv.conf'));
  const masked = [
    ...MASKED_UNITS.map((unit) => `system/${unit}`),
    ...MASKED_GENERATORS.map((name) => `system-generators/${name}`),
  ];
  for (const path of masked) {
    rmSync(join(root, 'etc/systemd', path), { force: true });
    symlinkSync('/dev/null', join(root, 'etc/systemd', path));
  }
  await run('chroot', [root, 'passwd', '-l', 'root']);
  await run('systemctl', [
    `--root=${root}`,
    'enable',
    'systemd-networkd.service',
    'systemd-resolved.service',
    'ssh.service',
  ]);
  // Spares the first boot of every droplet what systemd does after an update: ldconfig, catalogue, sysusers.
  for (const path of ['etc/.updated', 'var/.updated']) {
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), new Date(), statSync(join(root, 'usr')).mtime);
  }
}

/** A flat repository, filled by apt itself in a view of its own: the base's packages installed, sid's for MySQL alone. */
async function buildRepository(dir: string, base: string, mirror: string, progress: Progress): Promise<void> {
  progress('Packages that droplets may install');
  const view = `${dir}.apt`;
  rmSync(view, { recursive: true, force: true });
  for (const path of [
    'etc/apt/preferences.d',
    'etc/apt/apt.conf.d',
    'var/lib/apt/lists/partial',
    'var/cache/apt/archives/partial',
  ])
    mkdirSync(join(view, path), { recursive: true });
  mkdirSync(join(dir, 'partial'));
  writeFileSync(
    join(view, 'etc/apt/sources.list'),
    [SUITE, `${SUITE}-updates`, 'sid'].map((suite) => `deb [signed-by=${KEYRING}] ${mirror} ${suite} main\n`).join(''),
  );
  writeFileSync(
    join(view, 'etc/apt/preferences.d/sid'),
    `Package: *\nPin: release n=sid\nPin-Priority: 100\n\nPackage: ${FROM_SID.join(' ')}\nPin: release n=sid\nPin-Priority: 990\n`,
  );
  const settings = {
    Dir: view,
    'Dir::State::status': join(base, 'var/lib/dpkg/status'),
    'Dir::Etc::parts': join(view, 'etc/apt/apt.conf.d'),
    'Dir::Cache::archives': dir,
    'APT::Install-Recommends': 'true',
    'APT::Sandbox::User': 'root',
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Languages': 'none',
  };
  writeFileSync(
    join(view, 'apt.conf'),
    Object.entries(settings)
      .map(([key, value]) => `${key} "${value}";\n`)
      .join(''),
  );
  const env = { APT_CONFIG: join(view, 'apt.conf') };
  await run('apt-get', ['-q', 'update'], { env });
  // One after the other, each against the bare image: whatever a role combines is there.
  for (const name of REPOSITORY_PACKAGES) {
    progress(name);
    await run('apt-get', ['-q', '-y', '--download-only', 'install', name], { env });
  }
  rmSync(join(dir, 'partial'), { recursive: true });
  rmSync(join(dir, 'lock'), { force: true });
  rmSync(view, { recursive: true });
  progress('Unpacking what each droplet would unpack again');
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.deb'))) await storeUncompressed(dir, name);
  // apt computes every checksum that stands there, of each package that a droplet installs: one is enough.
  const archive = async (...words: readonly string[]) =>
    run(
      'apt-ftparchive',
      ['MD5', 'SHA1', 'SHA512'].flatMap((kind) => ['-o', `APT::FTPArchive::${kind}=false`]).concat(words),
      { cwd: dir },
    );
  writeFileSync(join(dir, 'Packages'), await archive('packages', '.'));
  writeFileSync(
    join(dir, 'Release'),
    await archive('-o', 'APT::FTPArchive::Release::Origin=local-cloud', 'release', '.'),
  );
  progress('MySQL as its own repository names it');
  await buildMysqlRepository(dir, SUITE);
}

/** The same package without compression: a database node takes 5.6 s of processor time for it, as measured on two cores. */
async function storeUncompressed(dir: string, name: string): Promise<void> {
  const content = join(dir, 'content');
  await run('dpkg-deb', ['--raw-extract', join(dir, name), content]);
  await run('dpkg-deb', ['-Znone', '--build', content, join(dir, name)]);
  rmSync(content, { recursive: true });
}

function guestFiles(): string[] {
  return readdirSync(GUEST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(GUEST.length + 1))
    .sort();
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
