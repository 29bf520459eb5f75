/** What nodes are made of, and on which node each is looked at. */
export interface Component {
  readonly name: string;
  /** Begin of the node's name. */
  readonly tier: string;
  readonly package: string;
}

export const COMPONENTS: readonly Component[] = [
  { name: 'MySQL', tier: 'mysql', package: 'mysql-community-server' },
  { name: 'HAProxy', tier: 'lb', package: 'haproxy' },
  { name: 'keepalived', tier: 'lb', package: 'keepalived' },
  { name: 'nginx', tier: 'web', package: 'nginx' },
  { name: 'gunicorn', tier: 'app', package: 'gunicorn' },
  { name: 'cloud-init', tier: 'web', package: 'cloud-init' },
  { name: 'systemd', tier: 'web', package: 'systemd' },
  { name: 'Python', tier: 'web', package: 'python3' },
  { name: 'OpenSSL', tier: 'web', package: 'libssl3t64' },
  { name: 'nftables', tier: 'web', package: 'nftables' },
];

/** A suite's run, and what its nodes had. */
export interface MeasuredRun {
  /** The command. */
  readonly suite: string;
  /** System of the nodes. */
  readonly guest: string;
  /** ISO date. */
  readonly on: string;
  /** Name of a component -> version of its package. */
  readonly versions: Readonly<Record<string, string>>;
}
