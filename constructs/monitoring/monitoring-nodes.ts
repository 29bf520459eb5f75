import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { NodeSettings } from '../droplet/node-settings';
import { sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import { httpCheck, type ReadinessChecks } from '../droplet/readiness';
import { exporterParts, privateService } from './exporters';
import { PORTS } from './ports';
import { TIERS } from '../tiers';
import { startUnitsSoon } from '../cloud-init/start-units';

/** Tier of the monitoring droplets. */
export const { role: MONITORING_ROLE } = TIERS.monitoring;

/** Host names of the monitoring droplets; none where their number was refused. @default of 2 */
export function monitoringHosts(nodes = 2): readonly string[] {
  return [1, 2].slice(0, nodes).map((n) => `${MONITORING_ROLE}-${n}`);
}

const DIRECTORY = '/etc/site-monitoring';
/** What the configurations name. */
export const MONITORING_FILES = { rules: `${DIRECTORY}/rules.yml`, probeCa: `${DIRECTORY}/probe-ca.pem` } as const;

/** Templates of pages that Prometheus serves, read anew each time. */
const CONSOLES = `${DIRECTORY}/consoles`;

/** Who asks for a name before it exists is told so for half an hour: not before the deploy has given this node its names. */
const NAMED = '/var/lib/node-report/named';
const UNTIL_NAMED = `ConditionPathExists=${NAMED}\n`;
const START_UNIT = `[Unit]
Description=Prometheus and Alertmanager, once this node has its names
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until [ -e ${NAMED} ]; do sleep 1; done; exec systemctl start prometheus.service prometheus-alertmanager.service'
TimeoutStartSec=infinity
${sandbox()}[Install]
WantedBy=multi-user.target
`;

export interface MonitoringNodesModel {
  readonly tierName: string;
  readonly retentionDays: number;
  readonly retentionGb: number;
  /** Whether there is another node to agree with. */
  readonly pair: boolean;
}

/** Prometheus, Alertmanager and blackbox-exporter, as the distribution ships them. */
export function monitoringNodes(model: MonitoringNodesModel): readonly CloudConfig[] {
  const prometheus = privateService(
    'prometheus',
    [
      `--config.file=${DIRECTORY}/prometheus.yml`,
      '--storage.tsdb.path=/var/lib/prometheus/metrics2',
      `--storage.tsdb.retention.time=${model.retentionDays}d`,
      `--storage.tsdb.retention.size=${model.retentionGb}GB`,
      `--web.listen-address=ADDRESS:${PORTS.prometheus}`,
      `--web.console.templates=${CONSOLES}`,
    ],
    UNTIL_NAMED,
  );
  const gossip = `ADDRESS:${PORTS.gossip}`;
  const cluster = model.pair
    ? [
        `--cluster.listen-address=${gossip}`,
        `--cluster.advertise-address=${gossip}`,
        `--cluster.peer=${model.tierName}:${PORTS.gossip}`,
      ]
    : ['--cluster.listen-address='];
  const alertmanager = privateService(
    'prometheus-alertmanager',
    [
      '--config.file=/etc/prometheus/site-alertmanager.yml',
      '--storage.path=/var/lib/prometheus/alertmanager/',
      `--web.listen-address=ADDRESS:${PORTS.alertmanager}`,
      ...cluster,
    ],
    UNTIL_NAMED,
  );
  const blackbox = privateService('prometheus-blackbox-exporter', [
    `--config.file=${DIRECTORY}/blackbox.yml`,
    `--web.listen-address=127.0.0.1:${PORTS.blackbox}`,
  ]);
  const watching: CloudConfig = {
    packages: ['prometheus', 'prometheus-alertmanager', 'prometheus-blackbox-exporter'],
    files: [
      nodeProgram(__dirname, 'apply-monitoring.sh'),
      prometheus,
      alertmanager,
      blackbox,
      { path: '/etc/systemd/system/start-monitoring.service', content: START_UNIT },
    ],
    commands: [
      // Of the package's own configuration they know nothing of the site.
      ['systemctl', 'stop', 'prometheus.service', 'prometheus-alertmanager.service'],
      startUnitsSoon('start-monitoring.service'),
    ],
  };
  return [watching, ...exporterParts({ role: MONITORING_ROLE, kind: 'monitoring' })];
}

/** What a deploy changes without replacing a node, which would lose what it has measured. */
export function monitoringSettings(contents: {
  readonly prometheus: string;
  readonly rules: string;
  readonly alertmanager: string;
  readonly blackbox: string;
  readonly probeCa: string;
  readonly statusPage: string;
}): NodeSettings {
  return {
    files: [
      { path: `${DIRECTORY}/prometheus.yml`, form: SettingsForm.text, content: contents.prometheus },
      { path: MONITORING_FILES.rules, form: SettingsForm.text, content: contents.rules },
      // URLs of receivers are secrets.
      { path: `${DIRECTORY}/alertmanager.yml`, mode: '0600', form: SettingsForm.json, content: contents.alertmanager },
      { path: `${DIRECTORY}/blackbox.yml`, form: SettingsForm.text, content: contents.blackbox },
      { path: MONITORING_FILES.probeCa, form: SettingsForm.text, content: contents.probeCa },
      { path: `${CONSOLES}/site.html`, form: SettingsForm.text, content: contents.statusPage },
    ],
    apply: [['/usr/local/sbin/apply-monitoring']],
  };
}

export const MONITORING_READY: ReadinessChecks = {
  blackbox: httpCheck(`http://127.0.0.1:${PORTS.blackbox}/-/healthy`),
};

const privately = (port: number) => ['on-private-address', ...httpCheck(`http://ADDRESS:${port}/-/ready`)];

/** Before the node leaves whose place it takes. */
export const MONITORING_WATCHES: ReadinessChecks = {
  prometheus: privately(PORTS.prometheus),
  alertmanager: privately(PORTS.alertmanager),
};
