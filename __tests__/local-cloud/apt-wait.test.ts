/** The droplets' real apt, in their file system, while other programs hold its locks: no site is needed for that. */
import { readNodeProgram } from '../../constructs/cloud-init/node-program';
import { run } from '../../host/run';
import { imageOf } from '../../local-cloud/image/build';
import { settings } from './site';

const MINUTE = 60_000;

/** Prints, for each try: whether apt-wait still waited when the lock was released, and how it ended. */
const HOLD = `
import fcntl, json, subprocess, sys, time
def attempt(lock, *argv, program="apt-wait", held=3):
    with open(lock, "a") as f:
        fcntl.lockf(f, fcntl.LOCK_EX)
        child = subprocess.Popen([program, *argv], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(held)
            waited = False
        except subprocess.TimeoutExpired:
            waited = True
    return [waited, child.wait()]
print(json.dumps({
    "lists": attempt("/var/lib/apt/lists/lock", "update"),
    "frontend": attempt("/var/lib/dpkg/lock-frontend", "install", "socat"),
    "archives": attempt("/var/cache/apt/archives/lock", "install", "zstd"),
    "impatient": attempt("/var/lib/apt/lists/lock", "update", program="apt-wait-4", held=60),
    "unknown": attempt("/tmp/no-lock-of-apt", "install", "no-such-package", held=60),
    "installed": subprocess.run(["dpkg-query", "-f", "\${Status}|", "-W", "socat", "zstd"], capture_output=True, text=True).stdout,
}))
`;

/** In mounts of its own, above the droplets' file system, which stays as it is. */
async function inDroplet(program: string): Promise<string> {
  const { base, repository } = imageOf(settings);
  const script = `mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=${base},upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount --bind ${repository} /mnt/root/usr/share/droplet-repository
mount -t proc proc /mnt/root/proc
mount --rbind /dev /mnt/root/dev
cat >/mnt/root/usr/local/sbin/apt-wait
sed 's/\\b300\\b/4/' /mnt/root/usr/local/sbin/apt-wait >/mnt/root/usr/local/sbin/apt-wait-4
chmod 755 /mnt/root/usr/local/sbin/apt-wait*
exec chroot /mnt/root python3 -c "$0"`;
  const input = readNodeProgram('constructs/cloud-init', 'apt-wait.sh');
  return run('unshare', ['-m', 'sh', '-euc', script, program], { input });
}

test(
  'packages are installed when other programs release apt’s locks, and not before',
  async () => {
    expect(JSON.parse(await inDroplet(HOLD))).toEqual({
      lists: [true, 0],
      frontend: [true, 0],
      archives: [true, 0],
      // The lock is never released: the wait ends.
      impatient: [false, 100],
      unknown: [false, 100],
      installed: 'install ok installed|install ok installed|',
    });
  },
  2 * MINUTE,
);
