import { DISKS } from '../alerts/node-alerts';
import { lines, number, type Dashboard } from './dashboard';
import { busyProcessors, named, rate, usedMemory } from './expressions';

const CHOSEN = '{node=~"$node"}';

/** One node, whatever it does. */
export function nodeDashboard(): Dashboard {
  const of = (expression: string) => named(expression, CHOSEN);
  return {
    name: 'node',
    title: 'Node',
    variable: { name: 'node', metric: 'site_node_info' },
    rows: [
      {
        title: 'Now',
        panels: [
          number('Can do its work', 'short', `site_node_ready${CHOSEN}`, { from: 1 }),
          number('Failed units', 'short', `site_failed_units${CHOSEN}`, { below: 1 }),
          number('Drifted files', 'short', `site_drifted_files${CHOSEN}`, { below: 1 }),
          number('Waits for a restart', 's', `time() - site_reboot_required_since_seconds${CHOSEN}`, {
            below: 7 * 86_400,
          }),
          number('Failed logins, 10 min', 'short', `increase(site_ssh_failures_total${CHOSEN}[10m])`, { below: 20 }),
          number('Runs', 's', of('time() - node_boot_time_seconds')),
        ],
      },
      {
        title: 'Machine',
        panels: [
          lines('Processors', 'percentunit', { busy: of(busyProcessors('')) }),
          lines('Memory', 'percentunit', { used: of(usedMemory('')) }),
          lines('Load', 'short', { '1 min': of('node_load1'), '15 min': of('node_load15') }),
          lines('Disks', 'percentunit', {
            '{{mountpoint}}': of(`1 - node_filesystem_avail_bytes${DISKS} / node_filesystem_size_bytes${DISKS}`),
          }),
          lines('Disks are busy', 'percentunit', { '{{device}}': of(rate('node_disk_io_time_seconds_total')) }),
          lines('Open files', 'short', { files: of('node_filefd_allocated') }),
        ],
      },
      {
        title: 'Network',
        panels: [
          lines('Bytes in', 'Bps', { '{{device}}': of(rate('node_network_receive_bytes_total{device!="lo"}')) }),
          lines('Bytes out', 'Bps', { '{{device}}': of(rate('node_network_transmit_bytes_total{device!="lo"}')) }),
          lines('TCP segments sent again', 'ops', { segments: of(rate('node_netstat_Tcp_RetransSegs')) }),
        ],
      },
    ],
  };
}
