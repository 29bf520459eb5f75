/** What a node says of itself (node/node-status.py). */
export interface NodeStatus {
  /** In the VPC. */
  readonly addresses: readonly string[];
  /** 'active', 'standby' or 'fault' of a load balancer, 'primary', 'replica' or 'out of the cluster' of a database node, else empty. */
  readonly role: string;
  /** It is being taken out of use. */
  readonly draining: boolean;
  /** As the deploy asks: cloud-init is done and every check passes. */
  readonly ready: boolean;
  /** The readiness in words. */
  readonly says: string;
  readonly failedUnits: readonly string[];
  /** The app's further processes, by name. */
  readonly workers: Readonly<Record<string, WorkerStatus>>;
  /** Average of one minute. */
  readonly load: number;
  /** Per cent. */
  readonly memoryUsed: number;
  /** Per cent, by mount point. */
  readonly volumesUsed: Readonly<Record<string, number>>;
  readonly rebootRequired: boolean;
  /** None where there is no certificate for visitors. */
  readonly certificateDays: number | null;
  /** Those that its HAProxy calls. */
  readonly servers: readonly CalledServer[];
  readonly events: readonly NodeEvent[];
}

export interface WorkerStatus {
  readonly running: boolean;
  /** How often systemd has started it again since the node booted. */
  readonly restarts: number;
}

export interface CalledServer {
  readonly backend: string;
  /** Name of the server in HAProxy's configuration. */
  readonly slot: string;
  /** In the VPC. */
  readonly address: string;
  /** UP, DOWN, DRAIN, MAINT or NOLB, as HAProxy calls it. */
  readonly state: string;
}

export interface NodeEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: string;
}
