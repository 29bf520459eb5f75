import { pullThePlug } from '../../faults/services';
import { Cluster } from '../../mysql/cluster';
import type { Site } from '../../site';
import { until } from '../../../host/until';
import type { AlertDrill } from '../drill';
import { REDUNDANCY } from './site';

/** Longer than an alert may take. */
const HELD_SECONDS = 900;
const LOCK_UNIT = 'drill-lock';
/** Holds all writes of a secondary's applier back; the lock ends with its connection. */
const LOCK = `systemd-run --quiet --unit=${LOCK_UNIT} mysql -e 'FLUSH TABLES WITH READ LOCK; DO SLEEP(${HELD_SECONDS})'`;
const LOCKED = `mysql -N -B -e "SELECT COUNT(*) FROM performance_schema.processlist WHERE info LIKE '%SLEEP(${HELD_SECONDS})'"`;

const FILLER = '/srv/mysql/drill';
/** Leaves 5 %, which is enough for the primary to stay where it is. Blocks are reserved, nothing is written. */
const FILL = `set -- $(df --output=size,avail -B1 /srv/mysql | tail -1)
fallocate -l $(($2 - $1 / 20)) ${FILLER}`;

const ARCHIVE = '/var/lib/mysql-backup/archive.json';
/** No log is archived any more, and the last one was so long ago that it is overdue now. */
const BACKUP_OVERDUE = `systemctl stop mysql-backup-archive.timer
cp -a ${ARCHIVE} ${ARCHIVE}.drill 2>/dev/null || : > ${ARCHIVE}.drill
echo "{\\"last_good\\": $(($(date +%s) - 990))}" > ${ARCHIVE}`;
const BACKUP_AS_IT_WAS = `if [ -s ${ARCHIVE}.drill ]; then mv ${ARCHIVE}.drill ${ARCHIVE}; fi
if [ -e ${ARCHIVE}.drill ]; then rm ${ARCHIVE} ${ARCHIVE}.drill; fi
systemctl start mysql-backup-archive.timer`;

async function secondary(site: Site): Promise<string> {
  return (await new Cluster(site).secondaries())[0]!;
}

export const databaseAlertDrills: readonly AlertDrill[] = [
  {
    name: 'alert-primary-lost',
    title: 'mysql primary lost',
    expected: { alert: 'MysqlBelowSize', withinSeconds: REDUNDANCY },
    act: async (site, heal) => pullThePlug(site, await new Cluster(site).primary(), heal),
  },
  {
    name: 'alert-replication-late',
    title: 'a secondary applies nothing any more',
    // 30 s behind, for 30 s.
    expected: { alert: 'MysqlReplicationLate', withinSeconds: 120 },
    async act(site, heal) {
      const node = await secondary(site);
      heal(() => site.on(node, `systemctl stop ${LOCK_UNIT} 2>/dev/null || :`));
      await site.on(node, LOCK);
      await until(async () => Number(await site.on(node, LOCKED)) > 0, 10, `${node} is locked`);
    },
  },
  {
    name: 'alert-disk-full',
    title: 'a data volume fills up to 95 %',
    expected: { alert: 'DiskFull', withinSeconds: 120 },
    async act(site, heal) {
      const node = await secondary(site);
      heal(() => site.on(node, `rm -f ${FILLER}`));
      await site.on(node, FILL);
    },
  },
  {
    name: 'alert-backup-missed',
    title: 'the archive of binary logs becomes overdue',
    expected: { alert: 'BackupOverdue', withinSeconds: 150 },
    async act(site, heal) {
      const nodes = await site.nodes('mysql');
      heal(() => Promise.all(nodes.map((node) => site.on(node, BACKUP_AS_IT_WAS))));
      await Promise.all(nodes.map((node) => site.on(node, BACKUP_OVERDUE)));
    },
  },
];
