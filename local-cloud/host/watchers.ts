import { readFileSync, writeFileSync } from 'node:fs';

const LIMIT = '/proc/sys/fs/inotify/max_user_instances';
/** A droplet needs ten: systemd, its path units, rsyslog. The kernel's default of 128 ends with a dozen droplets. */
const ENOUGH = 1024;

/** Lets root watch enough files for many droplets; what the host allows beyond that stays. */
export function allowWatchers(): void {
  if (Number(readFileSync(LIMIT, 'utf8')) >= ENOUGH) return;
  try {
    writeFileSync(LIMIT, String(ENOUGH));
  } catch (error) {
    throw new Error(
      `droplets need more inotify instances than this machine allows (sysctl -w fs.inotify.max_user_instances=${ENOUGH})`,
      {
        cause: error,
      },
    );
  }
}
