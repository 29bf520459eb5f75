/** Where what is watched, and what watches, listens: on the private side of a node, behind its tier's firewall. */
export const PORTS = {
  node: 9100,
  haproxy: 8405,
  nginx: 9113,
  mysqld: 9104,
  prometheus: 9090,
  alertmanager: 9093,
  /** Between the Alertmanagers, TCP and UDP. */
  gossip: 9094,
  /** The app's metrics where it has no nodes of its own: nginx asks it on loopback. */
  appBesideNginx: 8082,
  /** Where the monitoring droplets take journals. */
  journal: 19532,
  /** On loopback, behind that. */
  journalInClear: 19533,
  /** On loopback. */
  blackbox: 9115,
} as const;
