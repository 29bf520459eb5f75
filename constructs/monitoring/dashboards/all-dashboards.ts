import { appDashboard } from './app-dashboard';
import type { Dashboard } from './dashboard';
import { loadBalancerDashboard } from './load-balancer-dashboard';
import { mysqlDashboard } from './mysql-dashboard';
import { nodeDashboard } from './node-dashboard';
import { siteDashboard } from './site-dashboard';
import { sloDashboard } from './slo-dashboard';
import { webDashboard } from './web-dashboard';

/** All dashboards, from what visitors notice to single nodes. */
export function dashboards(): readonly Dashboard[] {
  return [
    siteDashboard(),
    sloDashboard(),
    loadBalancerDashboard(),
    webDashboard(),
    appDashboard(),
    mysqlDashboard(),
    nodeDashboard(),
  ];
}
