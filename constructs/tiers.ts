/** A Prometheus exporter, or a daemon that exports by itself. */
export type Exporter = 'haproxy' | 'nginx' | 'mysqld' | 'prometheus' | 'alertmanager';

/** What the package knows of a kind of tier. */
export interface TierDefinition {
  /** The first part of the nodes' names, of their tag, and the label `tier` in metrics; a second tier of the kind has another. */
  readonly role: string;
  /** Shown to people. */
  readonly title: string;
  /** What the nodes run beside node-exporter. */
  readonly exporters: readonly Exporter[];
}

/** The tiers of a site, from the visitor inwards. Everything that names a tier takes it from here. */
export const TIERS = {
  loadBalancer: { role: 'lb', title: 'Load balancers', exporters: ['haproxy'] },
  web: { role: 'web', title: 'Web servers', exporters: ['nginx'] },
  app: { role: 'app', title: 'App servers', exporters: [] },
  database: { role: 'mysql', title: 'Database', exporters: ['mysqld'] },
  monitoring: { role: 'monitoring', title: 'Monitoring', exporters: ['prometheus', 'alertmanager'] },
} as const satisfies Readonly<Record<string, TierDefinition>>;

/** The kinds of tiers that the package makes itself, and knows how to watch. */
export type TierKind = keyof typeof TIERS;
export type TierRole = (typeof TIERS)[TierKind]['role'];

/** A tier as the registry knows it. */
export interface TierIdentity {
  /** Prefix of the nodes' host names: `web` of `web-1`. */
  readonly role: string;
  /** Which of the package's own kinds the tier is. @default - a tier of a user's own */
  readonly kind?: TierKind;
}

/** What the nodes of a tier run beside node-exporter. */
export function exportersOf({ kind }: TierIdentity): readonly Exporter[] {
  return kind ? TIERS[kind].exporters : [];
}

/** The title of the tier of that role; the role itself for a tier of a user's own. */
export function titleOf(role: string): string {
  return Object.values(TIERS).find((tier) => tier.role === role)?.title ?? role;
}
