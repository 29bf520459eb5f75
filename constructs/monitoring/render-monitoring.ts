import type { NodeSettings } from '../droplet/node-settings';
import { INHIBITIONS, ruleGroups } from './alerts/alert-rules';
import { alertmanagerConfig, type SmtpSettings } from './alerts/alertmanager-config';
import { renderRules } from './alerts/render-rules';
import type { Slo } from './alerts/slo';
import { appMetricsPort } from './app-metrics';
import { EXPORTERS } from './exporters';
import { jsonWithSecrets } from './json-with-secrets';
import { MONITORING_FILES, MONITORING_ROLE, monitoringSettings } from './monitoring-nodes';
import { renderBlackbox } from './render-blackbox';
import { renderPrometheus } from './render-prometheus';
import type { AlertReceivers } from './alert-receivers';
import type { MonitoredSite } from './monitored-site';
import { renderStatusPage } from './status-page/render-status-page';

export interface MonitoringFilesModel
  extends Pick<MonitoredSite, 'network' | 'domain' | 'tiers' | 'appMetrics'>, AlertReceivers {
  /** Monitoring droplets. */
  readonly nodes: number;
  readonly slo: Slo;
  readonly smtp?: SmtpSettings;
  readonly webhooks?: readonly string[];
  readonly deadMansSwitch?: string;
  readonly probePath?: string;
  readonly probeCa?: string;
  readonly runbook?: string;
}

/** What Prometheus, Alertmanager and blackbox-exporter of a site read, and the page that Prometheus serves. */
export function monitoringFiles(props: MonitoringFilesModel): NodeSettings {
  const { nodes, slo } = props;
  const watched = Object.fromEntries(props.tiers.map(({ role, nodeNames }) => [role, nodeNames.length]));
  const { smtp, email = [], slack = [], webhooks = [], deadMansSwitch, probeCa, appMetrics } = props;
  const alertmanager = alertmanagerConfig({
    email: smtp ? email : [],
    smtp,
    slack,
    webhooks,
    deadMansSwitch,
    inhibitions: INHIBITIONS,
  });
  const tierNames = [...Object.keys(watched), MONITORING_ROLE];
  const runbook = props.runbook ?? 'docs/runbook.md';
  return monitoringSettings({
    rules: renderRules(ruleGroups(slo, { nodes: { ...watched, [MONITORING_ROLE]: nodes } }), runbook),
    statusPage: renderStatusPage({ site: props.domain, tiers: tierNames, runbook }),
    prometheus: renderPrometheus({
      privateDomain: props.network.domain,
      tiers: Object.fromEntries(tierNames.map((tier) => [tier, EXPORTERS[tier] ?? []])),
      monitoringTier: MONITORING_ROLE,
      probeUrl: `https://${props.domain}${props.probePath ?? '/'}`,
      app: appMetrics && { tier: appMetrics.role, port: appMetricsPort(appMetrics), path: appMetrics.path },
      ruleFile: MONITORING_FILES.rules,
    }),
    alertmanager: jsonWithSecrets(alertmanager),
    blackbox: renderBlackbox(probeCa && MONITORING_FILES.probeCa),
    probeCa: probeCa ?? '',
  });
}
