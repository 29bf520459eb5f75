import { lines, type Dashboard } from './dashboard';
import { machines, named, rate, readyNodes } from './expressions';

/** The app's nodes. What the app itself measures is not asked for yet. */
export function appDashboard(): Dashboard {
  return {
    name: 'app',
    title: 'App servers',
    rows: [
      { title: 'Now', panels: [readyNodes('app')] },
      machines('app'),
      {
        title: 'Under the app',
        panels: [
          lines('Load for each processor', 'short', {
            '{{node}}': named(
              'node_load1{tier="app"} / on (address) count by (address) (node_cpu_seconds_total{tier="app",mode="idle"})',
            ),
          }),
          lines('TCP connections', 'short', { '{{node}}': named('node_netstat_Tcp_CurrEstab{tier="app"}') }),
          lines('Killed for want of memory', 'ops', { '{{node}}': named(rate('node_vmstat_oom_kill{tier="app"}')) }),
        ],
      },
    ],
  };
}
