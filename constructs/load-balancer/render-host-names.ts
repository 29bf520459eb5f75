/** The names that a load balancer answers to; it refuses any other. */
export interface HostNames {
  /** Served by the web servers. */
  readonly served: readonly string[];
  /** Redirected to the main name. */
  readonly redirected: readonly string[];
}

/** HAProxy's map from a name to what happens to its requests. */
export function renderHostNames({ served, redirected }: HostNames): string {
  const lines = (names: readonly string[], value: string) => names.map((name) => `${name.toLowerCase()} ${value}\n`);
  return [...lines(served, 'serve'), ...lines(redirected, 'redirect')].join('');
}
