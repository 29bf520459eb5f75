import { loadYaml } from '../cloud-init/load-yaml';
import type { Exporter } from '../tiers';
import { PORTS } from './ports';

export interface PrometheusModel {
  /** Behind the labels of nodes and tiers. */
  readonly privateDomain: string;
  readonly tiers: {
    /** What each of them runs beside node-exporter. */
    readonly [tier: string]: readonly Exporter[];
  };
  /** Tier of the monitoring droplets themselves. */
  readonly monitoringTier: string;
  /** What is asked for as a visitor would ask for it. */
  readonly probeUrl: string;
  /** What the app, and tiers of a user's own, serve. */
  readonly metrics: readonly MetricsJob[];
  /** Where the rules lie. */
  readonly ruleFile: string;
}

/** Metrics of a program that this package does not know. */
export interface MetricsJob {
  readonly job: string;
  readonly tier: string;
  readonly port: number;
  readonly path: string;
}

/** How often everything is asked, and how often names are. */
const SCRAPE = '10s';
const REFRESH = '10s';
/** Most series of an app's node: more would take the memory that alerts need. Who has more is taken for silent. */
const APP_SERIES = 10_000;
/** Begin of the names that alerts rely on: an app tells nothing by them. */
const NOT_THE_APPS = '(haproxy|mysql|nginx|node|probe|site)_.*';

/**
 * Configuration of Prometheus 2.45 and later. Targets are found by the tiers' names, so that a tier can grow without a word here. What is in no
 * label tells the two Prometheus apart: their alerts must be the same for Alertmanager to send them once.
 */
export function renderPrometheus(model: PrometheusModel): string {
  const { tiers, monitoringTier, privateDomain } = model;
  const running = (exporter: Exporter) => Object.keys(tiers).filter((tier) => tiers[tier]!.includes(exporter));
  const job = (name: string, port: number, names: readonly string[]) => ({
    job_name: name,
    dns_sd_configs: [byName(names, port, privateDomain)],
    relabel_configs: LABELS,
  });
  const exporters = ['haproxy', 'nginx', 'mysqld', 'prometheus', 'alertmanager'] as const;
  const document = {
    global: { scrape_interval: SCRAPE, scrape_timeout: '5s', evaluation_interval: SCRAPE },
    rule_files: [model.ruleFile],
    alerting: {
      alertmanagers: [{ dns_sd_configs: [byName([monitoringTier], PORTS.alertmanager, privateDomain)] }],
    },
    scrape_configs: [
      job('node', PORTS.node, Object.keys(tiers)),
      ...exporters
        .filter((exporter) => running(exporter).length > 0)
        .map((exporter) => job(exporter, PORTS[exporter], running(exporter))),
      ...model.metrics.map((own) => ({
        ...job(own.job, own.port, [own.tier]),
        metrics_path: own.path,
        sample_limit: APP_SERIES,
        metric_relabel_configs: [{ source_labels: ['__name__'], regex: NOT_THE_APPS, action: 'drop' }],
      })),
      {
        job_name: 'site',
        metrics_path: '/probe',
        params: { module: ['site'] },
        static_configs: [{ targets: [model.probeUrl] }],
        relabel_configs: [
          { source_labels: ['__address__'], target_label: '__param_target' },
          { source_labels: ['__param_target'], target_label: 'instance' },
          { target_label: '__address__', replacement: `127.0.0.1:${PORTS.blackbox}` },
        ],
      },
    ],
  };
  return loadYaml().stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

function byName(tiers: readonly string[], port: number, domain: string) {
  return { names: tiers.map((tier) => `${tier}.${domain}`), type: 'A', port, refresh_interval: REFRESH };
}

/** The tier from the name that was asked for; the address joins what several exporters say of one node. */
const LABELS = [
  { source_labels: ['__meta_dns_name'], regex: '([^.]+)\\..*', target_label: 'tier' },
  { source_labels: ['__address__'], regex: '([^:]+):.*', target_label: 'address' },
];
