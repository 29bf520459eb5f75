import type { TerraformText } from '../cloud-init/yaml-text';
import type { NodeSettings } from '../droplet/node-settings';
import { INHIBITIONS, ruleGroups } from './alerts/alert-rules';
import { alertmanagerConfig, type SmtpSettings } from './alerts/alertmanager-config';
import { renderRules } from './alerts/render-rules';
import { LateText } from '../cloud-init/late-text';
import type { WatchedTier } from '../droplet/tier';
import { exportersOf, type TierIdentity } from '../tiers';
import type { Slo } from './alerts/slo';
import { appMetricsPort, type AppMetrics } from './app-metrics';
import { jsonWithSecrets } from './json-with-secrets';
import { MONITORING_FILES, MONITORING_ROLE, monitoringSettings } from './monitoring-nodes';
import { renderBlackbox } from './render-blackbox';
import { renderPrometheus, type MetricsJob } from './render-prometheus';
import type { AlertReceivers } from './alert-receivers';
import type { MonitoredSite } from './monitored-site';
import { renderStatusPage } from './status-page/render-status-page';

export interface MonitoringFilesModel extends Pick<MonitoredSite, 'network' | 'domain' | 'appMetrics'>, AlertReceivers {
  /** All tiers but that of the monitoring droplets, when the files are written. */
  readonly tiers: () => readonly WatchedTier[];
  /** Monitoring droplets. */
  readonly nodes: number;
  readonly slo: Slo;
  readonly smtp?: SmtpSettings;
  readonly webhooks?: readonly string[];
  readonly deadMansSwitch?: string;
  readonly probePath?: string;
  readonly probeCa?: string;
  readonly runbook?: string;
  /** Encodes secrets. */
  readonly terraform: TerraformText;
}

/** What Prometheus, Alertmanager and blackbox-exporter of a site read, and the page that Prometheus serves. */
export function monitoringFiles(props: MonitoringFilesModel): NodeSettings {
  const { nodes, slo } = props;
  const { smtp, email = [], slack = [], webhooks = [], deadMansSwitch, probeCa, appMetrics } = props;
  const alertmanager = alertmanagerConfig({
    email: smtp ? email : [],
    smtp,
    slack,
    webhooks,
    deadMansSwitch,
    inhibitions: INHIBITIONS,
  });
  const all = (): readonly TierIdentity[] => [...props.tiers(), { role: MONITORING_ROLE, kind: 'monitoring' }];
  const watched = () => ({
    nodes: {
      ...Object.fromEntries(props.tiers().map(({ role, nodeNames }) => [role, nodeNames.length])),
      [MONITORING_ROLE]: nodes,
    },
    databases: props.tiers().flatMap(({ role, kind }) => (kind === 'database' ? [role] : [])),
  });
  const runbook = props.runbook ?? 'docs/runbook.md';
  return monitoringSettings({
    rules: LateText.of(() => renderRules(ruleGroups(slo, watched()), runbook)),
    statusPage: LateText.of(() =>
      renderStatusPage({ site: props.domain, tiers: all().map(({ role }) => role), runbook }),
    ),
    prometheus: LateText.of(() =>
      renderPrometheus({
        privateDomain: props.network.domain,
        tiers: Object.fromEntries(all().map((tier) => [tier.role, exportersOf(tier)])),
        monitoringTier: MONITORING_ROLE,
        probeUrl: `https://${props.domain}${props.probePath ?? '/'}`,
        metrics: [
          ...(appMetrics ? [appJob(appMetrics)] : []),
          ...props.tiers().flatMap((tier) => (tier.role === appMetrics?.role ? [] : ownJob(tier))),
        ],
        ruleFile: MONITORING_FILES.rules,
      }),
    ),
    alertmanager: jsonWithSecrets(alertmanager, props.terraform),
    blackbox: renderBlackbox(probeCa && MONITORING_FILES.probeCa),
    probeCa: probeCa ?? '',
  });
}

function appJob(app: AppMetrics): MetricsJob {
  return { job: 'app', tier: app.role, port: appMetricsPort(app), path: app.path };
}

/** What a tier serves of its own; the name of the job is none that alerts know. */
function ownJob({ role, metrics }: WatchedTier): readonly MetricsJob[] {
  return metrics ? [{ job: `tier-${role}`, tier: role, path: '/metrics', ...metrics }] : [];
}
