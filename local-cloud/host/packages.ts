import { aptGet } from './apt';
import { run, succeeds } from '../../host/run';

/** What the host needs beyond Node and Terraform, Debian and Ubuntu names. */
export const HOST_PACKAGES = [
  'apt-utils',
  'conntrack',
  'curl',
  'debian-archive-keyring',
  'e2fsprogs',
  'gpg',
  'iproute2',
  'mmdebstrap',
  'nftables',
  'openssh-client',
  'systemd-container',
  'util-linux',
  'xfsprogs',
] as const;

/** Those of HOST_PACKAGES that are not installed. */
export async function missingHostPackages(): Promise<string[]> {
  const installed = await Promise.all(
    HOST_PACKAGES.map(async (name) => {
      const status = await run('dpkg-query', ['-W', '-f=${db:Status-Abbrev}', name]).catch(() => '');
      return status.startsWith('ii');
    }),
  );
  return HOST_PACKAGES.filter((_, i) => !installed[i]);
}

/** Installs packages with apt, as root. Services that they bring are not started. */
export async function installHostPackages(names: readonly string[], onLine: (line: string) => void): Promise<void> {
  await aptGet(['update'], { onLine });
  await aptGet(['-y', 'install', '--no-install-recommends', ...names], { onLine });
}

/** Why the droplet runtime cannot run here, in one sentence; undefined when it can. */
export async function whyNoRuntime(): Promise<string | undefined> {
  if (process.platform !== 'linux') return `The local cloud needs Linux; this is ${process.platform}.`;
  if (process.getuid?.() !== 0)
    return 'The local cloud needs root: it makes network namespaces and boots containers. Try `sudo npm start`, or its APIs alone: `npm run local -- up --droplets none`.';
  if (!(await succeeds('dpkg-query', ['--version'])))
    return 'The local cloud needs Debian or a system made from it: it builds its droplets with mmdebstrap and apt.';
  return undefined;
}
