import { always, growing, type RuleCase } from './rule-case';

const node = (name: string, tier: string, address: string) =>
  `instance="${address}:9100",address="${address}",tier="${tier}",job="node",node="${name}"`;
const up = (tier: string, address: string) =>
  `up{instance="${address}:9100",address="${address}",tier="${tier}",job="node"}`;
const DISK =
  'instance="10.0.0.5:9100",address="10.0.0.5",tier="mysql",job="node",fstype="ext4",mountpoint="/srv/mysql"';
const NAMED_DISK = { [`site_node_info{${node('mysql-1', 'mysql', '10.0.0.5')}}`]: always(1) };
const onNode = (metric: string, more = '') => `${metric}{${node('web-1', 'web', '10.0.0.2')}${more}}`;
const WEB_1 = { instance: '10.0.0.2:9100', address: '10.0.0.2', tier: 'web', job: 'node', node: 'web-1' };

export const NODE_CASES: readonly RuleCase[] = [
  {
    rule: 'NodeDown',
    at: '5m',
    fires: {
      [up('web', '10.0.0.2')]: '1 1 0x100',
      [onNode('site_node_info')]: '1 1 stale',
    },
    labels: { instance: '10.0.0.2:9100', address: '10.0.0.2', tier: 'web', job: 'node' },
    summary: 'web-1 does not answer',
    // A deploy has replaced it, and its old name was remembered for a minute.
    silent: { [up('web', '10.0.0.2')]: '1 1 0 0 0 0 0 0 0 stale' },
  },
  {
    rule: 'ExporterDown',
    at: '5m',
    fires: { 'up{job="nginx",instance="10.0.0.2:9113",address="10.0.0.2",tier="web"}': always(0) },
    labels: { job: 'nginx', instance: '10.0.0.2:9113', address: '10.0.0.2', tier: 'web' },
    summary: '10.0.0.2: nothing is known of its nginx',
    silent: { 'up{job="nginx",instance="10.0.0.2:9113",address="10.0.0.2",tier="web"}': '1 0 0 1x100' },
  },
  {
    rule: 'FactsMissing',
    at: '5m',
    fires: { [onNode('site_facts_timestamp_seconds')]: always(0) },
    labels: WEB_1,
    summary: 'web-1 has told nothing about itself for 5m 0s',
    silent: { [onNode('site_facts_timestamp_seconds')]: growing(10) },
  },
  {
    rule: 'DiskFull',
    at: '40m',
    // 1 of 100 GB goes each 10 minutes, and 30 are left.
    fires: {
      [`node_filesystem_avail_bytes{${DISK}}`]: `${37e9}-16000000x420`,
      [`node_filesystem_size_bytes{${DISK}}`]: always(100e9),
      ...NAMED_DISK,
    },
    labels: {
      ...{ instance: '10.0.0.5:9100', address: '10.0.0.5', tier: 'mysql', job: 'node', node: 'mysql-1' },
      ...{ fstype: 'ext4', mountpoint: '/srv/mysql' },
    },
    summary: 'mysql-1: /srv/mysql has 33.16% left and is full within a day',
    // As fast, with much left.
    silent: {
      [`node_filesystem_avail_bytes{${DISK}}`]: `${90e9}-16000000x420`,
      [`node_filesystem_size_bytes{${DISK}}`]: always(100e9),
      ...NAMED_DISK,
    },
  },
  {
    rule: 'UnitsFailed',
    at: '5m',
    fires: { [onNode('site_failed_units')]: always(2) },
    labels: WEB_1,
    summary: 'web-1 has 2 failed units',
    silent: { [onNode('site_failed_units')]: '2 2 0x100' },
  },
  {
    rule: 'WorkerCrashLoops',
    at: '11m',
    fires: { [onNode('site_app_worker_restarts_total', ',worker="mail"')]: growing(1) },
    labels: { ...WEB_1, worker: 'mail' },
    summary: "web-1: the app's worker mail ends again and again",
    // Ended once, as its database was away.
    silent: { [onNode('site_app_worker_restarts_total', ',worker="mail"')]: '0 0 0 1x100' },
  },
  {
    rule: 'ScheduleFailed',
    at: '3m',
    fires: { [onNode('site_app_schedule_failed', ',schedule="sessions"')]: always(1) },
    labels: { ...WEB_1, schedule: 'sessions' },
    summary: "web-1: the app's schedule sessions has failed, or could not run",
    silent: { [onNode('site_app_schedule_failed', ',schedule="sessions"')]: always(0) },
  },
  {
    rule: 'BootstrapFailed',
    at: '20m',
    fires: { [onNode('site_cloud_init_ok')]: always(0) },
    labels: WEB_1,
    summary: 'web-1 was not bootstrapped as it should be',
    silent: { [onNode('site_cloud_init_ok')]: '0x30 1x100' },
  },
  {
    rule: 'RebootPending',
    at: '10m',
    fires: { [onNode('site_reboot_required_since_seconds')]: always(-604800) },
    labels: WEB_1,
    summary: 'web-1 waits for a restart for 7d 0h 10m 0s',
    silent: { [onNode('site_reboot_required_since_seconds')]: always(-500000) },
  },
  {
    rule: 'SshFailures',
    at: '10m',
    fires: { [onNode('site_ssh_failures_total')]: growing(1) },
    labels: WEB_1,
    summary: 'web-1: 60 logins by ssh have failed in ten minutes',
    silent: { [onNode('site_ssh_failures_total')]: '0x20 3x100' },
  },
  {
    rule: 'ConfigurationDrift',
    at: '5m',
    fires: { [onNode('site_drifted_files')]: always(1) },
    labels: WEB_1,
    summary: 'web-1: 1 files are not as they were deployed',
    silent: { [onNode('site_drifted_files')]: '1 0x100' },
  },
  {
    rule: 'Watchdog',
    at: '10s',
    fires: {},
    labels: {},
    summary: 'Always fires: that it arrives shows that alerts arrive',
    // There is no world in which it does not.
    silent: {},
  },
  {
    rule: 'AlertsUndelivered',
    at: '5m',
    fires: { 'alertmanager_notifications_failed_total{integration="webhook",instance="10.0.0.9:9093"}': growing(1) },
    labels: { integration: 'webhook' },
    summary: 'Alerts by webhook are not delivered',
    silent: { 'alertmanager_notifications_failed_total{integration="webhook",instance="10.0.0.9:9093"}': always(3) },
  },
  {
    rule: 'RulesFailing',
    at: '5m',
    fires: { 'prometheus_rule_evaluation_failures_total{instance="10.0.0.9:9090",rule_group="slo"}': growing(1) },
    labels: { instance: '10.0.0.9:9090', rule_group: 'slo' },
    summary: 'Alert rules cannot be evaluated',
    silent: { 'prometheus_rule_evaluation_failures_total{instance="10.0.0.9:9090",rule_group="slo"}': always(3) },
  },
  {
    rule: 'JournalsUnsent',
    at: '20m',
    fires: { [onNode('site_journal_unsent_seconds', ',to="monitoring-1"')]: growing(10) },
    labels: { to: 'monitoring-1' },
    summary: 'monitoring-1 does not get what nodes write: the oldest line waits for 20m 0s',
    // The other one was away for a quarter of an hour, and has got it all by now.
    silent: { [onNode('site_journal_unsent_seconds', ',to="monitoring-2"')]: '0+10x90 0x300' },
  },
];
