import { lines, nodesWhere, number, type Dashboard } from './dashboard';
import { machines, named, rate, sinceBackup, SPARE } from './expressions';

/** Self-hosted MySQL. */
export function mysqlDashboard(): Dashboard {
  const status = (name: string) => `mysql_global_status_${name}`;
  const DATA = '{tier="mysql",mountpoint="/srv/mysql"}';
  return {
    name: 'mysql',
    title: 'MySQL',
    rows: [
      {
        title: 'Now',
        panels: [
          nodesWhere('Primary', 'site_mysql_writer == 1'),
          number('Nodes in their place', 'short', 'sum(site_mysql_member)', SPARE),
          number('Furthest behind', 's', 'max(site_mysql_lag_seconds)', { below: 30 }),
          number('Since the last base', 's', sinceBackup('base')),
          number('Since the last binary log', 's', sinceBackup('archive')),
          number('Since the last restore drill', 's', sinceBackup('drill')),
        ],
      },
      {
        title: 'Work',
        panels: [
          lines('Queries', 'ops', { '{{node}}': named(rate(status('queries'))) }),
          lines('Statements', 'ops', {
            '{{command}}': `sum by (command) (${rate(`${status('commands_total')}{command=~"select|insert|update|delete|commit|rollback"}`)})`,
          }),
          lines('Slow queries', 'ops', { '{{node}}': named(rate(status('slow_queries'))) }),
          lines('Connections', 'short', {
            '{{node}}': named(status('threads_connected')),
            'allowed on each': 'min(mysql_global_variables_max_connections)',
          }),
          lines('Statements at work', 'short', { '{{node}}': named(status('threads_running')) }),
          lines('Waits for row locks', 'short', { '{{node}}': named(status('innodb_row_lock_current_waits')) }),
        ],
      },
      {
        title: 'Data',
        panels: [
          lines('Behind the primary', 's', { '{{node}}': 'site_mysql_lag_seconds' }),
          lines(
            'Reads that go to the disk',
            'percentunit',
            {
              '{{node}}': named(
                `${rate(status('innodb_buffer_pool_reads'))} / ${rate(status('innodb_buffer_pool_read_requests'))}`,
              ),
            },
            'Few when the buffer pool holds what is asked for: bufferPoolMb.',
          ),
          lines('Volume', 'percentunit', {
            '{{node}}': named(`1 - node_filesystem_avail_bytes${DATA} / node_filesystem_size_bytes${DATA}`),
          }),
        ],
      },
      machines('mysql'),
    ],
  };
}
