/** What the exporters of a site tell, in Prometheus' text format, without a site. */

/** Name of a series of `site-facts` without its `site_` -> value. */
export type Facts = Readonly<Record<string, number>>;

const DAY = 86_400;
const now = () => Date.now() / 1000;

const LB = { failover_master: 0, reserved_ip_here: 0, reserved_ip_held: 1 };
const MYSQL = { mysql_member: 1, mysql_writer: 0, mysql_replica: 1, mysql_lag_seconds: 0.04 };

/** A well site. */
export const NODES: readonly { name: string; tier: string; address: string; facts: Facts }[] = [
  ['lb-1', { ...LB, failover_master: 1, reserved_ip_here: 1 }] as const,
  ['lb-2', LB] as const,
  ...['web-1', 'web-2', 'app-1', 'app-2'].map((name) => [name, {}] as const),
  ['mysql-1', { ...MYSQL, mysql_writer: 1, mysql_replica: 0, mysql_lag_seconds: 0 }] as const,
  ...['mysql-2', 'mysql-3'].map((name) => [name, MYSQL] as const),
  ...['monitoring-1', 'monitoring-2'].map((name) => [name, {}] as const),
].map(([name, facts], i) => ({ name, tier: name.split('-')[0]!, address: `10.20.0.${i + 11}`, facts }));

/** By site-facts and node-exporter. */
export function nodeMetrics(name: string, facts: Facts): string {
  const all: Facts = {
    node_info: 1,
    node_ready: 1,
    node_draining: 0,
    cloud_init_ok: 1,
    failed_units: 0,
    drifted_files: 0,
    facts_timestamp_seconds: now(),
    reboot_required_since_seconds: now(),
    ...facts,
  };
  const lines = Object.entries(all).map(([fact, value]) => `site_${fact}{node="${name}"} ${value}`);
  const since = (kind: string, seconds: number, interval: number) => [
    `site_backup_last_good_timestamp_seconds{node="${name}",kind="${kind}"} ${now() - seconds}`,
    `site_backup_interval_seconds{node="${name}",kind="${kind}"} ${interval}`,
  ];
  if (name.startsWith('mysql-'))
    lines.push(...since('archive', 40, 60), ...since('base', 7230, DAY), ...since('drill', 3 * DAY, 7 * DAY));
  if (name.startsWith('lb-'))
    lines.push(
      `site_certificate_expiry_timestamp_seconds{node="${name}",file="/etc/haproxy/site.pem"} ${now() + 80 * DAY}`,
      `haproxy_frontend_http_requests_total{proxy="https"} ${Math.floor(now() * 10)}`,
      `haproxy_frontend_http_responses_total{proxy="https",code="5xx"} 3`,
      'site_slow_requests_total 5',
    );
  const disk = 'device="/dev/vda1",fstype="ext4",mountpoint="/"';
  lines.push(
    `node_cpu_seconds_total{cpu="0",mode="idle"} ${now() * 0.9}`,
    'node_memory_MemAvailable_bytes 6e8',
    'node_memory_MemTotal_bytes 1e9',
    `node_filesystem_avail_bytes{${disk}} 18e9`,
    `node_filesystem_size_bytes{${disk}} 25e9`,
  );
  return `${lines.join('\n')}\n`;
}

/** By blackbox-exporter, of the public name. */
export function siteMetrics(answers: 0 | 1): string {
  return `probe_success ${answers}\nprobe_ssl_earliest_cert_expiry ${now() + 70 * DAY}\n`;
}
