/** How an app is built and started on a node, wherever its code comes from. */
export interface StartOptions {
  /**
   * Starts the app: one command, on one line, as a shell reads it (`exec`), in /opt/app as user `app`. It listens on $HOST:$PORT,
   * answers GET /healthz with 200 when it can work, and ends on SIGTERM after it has finished what it has.
   */
  readonly start: string;
  /** Shell, as user `app` in /opt/app, once before the first start, with the variables that the app gets. @default none */
  readonly build?: string;
  /** Packages of the distribution that build and start need. @default none */
  readonly packages?: readonly string[];
  /**
   * Path of the app's metrics, in Prometheus' text format. The app serves it on $HOST:$METRICS_PORT, a port of its own that no
   * visitor's request can reach; `Monitoring.selfHosted()` scrapes it. @default none
   */
  readonly metricsPath?: string;
}
