import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../host/run';

/** Processes, mounts, namespaces, loop devices and control groups that name the run 'rt' or its directory. */
export async function leftovers(settings: { readonly stateDir: string }): Promise<string[]> {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(settings.stateDir);
      } catch {
        return false;
      }
    });
  const lines = [readFileSync('/proc/mounts', 'utf8'), await run('losetup', ['-a'])]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes(settings.stateDir));
  const namespaces = (await run('ip', ['netns', 'list'])).split('\n').filter((line) => /^rt(-|\s|$)/.test(line));
  const groups = readdirSync('/sys/fs/cgroup', { recursive: false, encoding: 'utf8' })
    .flatMap((name) => ls(join('/sys/fs/cgroup', name)))
    .filter((path) => path.endsWith('/rt'));
  return [...processes, ...lines, ...namespaces, ...groups];
}

function ls(path: string): string[] {
  try {
    return readdirSync(path).map((name) => join(path, name));
  } catch {
    return [];
  }
}
