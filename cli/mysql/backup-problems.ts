import { COMMAND } from '../../host/command-name';
import type { NodeBackups } from './backup-operator';
import { shortName } from './member';

const HOUR = 3600;
const JOBS = ['archive', 'base', 'drill'] as const;

/** What is not as it should be with the backups, one line each with its remedy; empty when all is well. `now`: Unix seconds. */
export function backupProblems(lists: ReadonlyMap<string, NodeBackups>, now: number): readonly string[] {
  const found = [...lists].flatMap(([node, { jobs }]) =>
    JOBS.filter((job) => jobs[job].ok === false).map((job) => `${shortName(node)}, ${job}: ${jobs[job].error}`),
  );
  for (const [node, { jobs }] of lists) {
    const last = jobs.archive.last_good;
    if (last !== undefined && now - last > HOUR)
      found.push(
        `${shortName(node)} has sent no binary log for ${Math.round((now - last) / HOUR)} h: \`journalctl -u mysql-backup@archive\` there says why`,
      );
  }
  const [list] = [...lists.values()];
  if (list && list.bases.length === 0)
    found.push(`there is no base backup, so nothing can be restored: \`${COMMAND} mysql backup\``);
  const drill = list?.drills.at(-1);
  if (drill && !drill.ok) found.push(`the last drill, on ${shortName(drill.node)}, failed: ${drill.error}`);
  return found;
}
