import { lines, type Dashboard } from './dashboard';
import { machines, named, ofTiers, rate, readyNodes } from './expressions';

/** The nodes of the site's apps. What an app itself measures is not asked for yet. */
export function appDashboard(roles: readonly string[]): Dashboard {
  const tier = ofTiers(roles);
  return {
    name: 'app',
    title: 'App servers',
    rows: [
      { title: 'Now', panels: [readyNodes(...roles)] },
      machines(...roles),
      {
        title: 'Under the app',
        panels: [
          lines('Load for each processor', 'short', {
            '{{node}}': named(
              `node_load1{${tier}} / on (address) count by (address) (node_cpu_seconds_total{${tier},mode="idle"})`,
            ),
          }),
          lines('TCP connections', 'short', { '{{node}}': named(`node_netstat_Tcp_CurrEstab{${tier}}`) }),
          lines('Killed for want of memory', 'ops', { '{{node}}': named(rate(`node_vmstat_oom_kill{${tier}}`)) }),
        ],
      },
    ],
  };
}
