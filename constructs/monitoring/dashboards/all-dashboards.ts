import { appDashboard } from './app-dashboard';
import type { Dashboard } from './dashboard';
import { loadBalancerDashboard } from './load-balancer-dashboard';
import { mysqlDashboard } from './mysql-dashboard';
import { nodeDashboard } from './node-dashboard';
import { siteDashboard } from './site-dashboard';
import { sloDashboard } from './slo-dashboard';
import { webDashboard } from './web-dashboard';
import { TIERS } from '../../tiers';

/** All dashboards, from what visitors notice to single nodes; `apps` are the roles of the apps' nodes. */
export function dashboards(apps: readonly string[] = [TIERS.app.role]): readonly Dashboard[] {
  return [
    siteDashboard(),
    sloDashboard(),
    loadBalancerDashboard(),
    webDashboard(),
    appDashboard(apps),
    mysqlDashboard(),
    nodeDashboard(),
  ];
}
