/**
 * The tiers of a site, from the visitor inwards. `role` is the first part of the nodes' names, of their tag, and the value of the label `tier` in
 * metrics; `title` is what people read. Everything that names a tier takes it from here.
 */
export const TIERS = {
  loadBalancer: { role: 'lb', title: 'Load balancers' },
  web: { role: 'web', title: 'Web servers' },
  app: { role: 'app', title: 'App servers' },
  database: { role: 'mysql', title: 'Database' },
  monitoring: { role: 'monitoring', title: 'Monitoring' },
} as const;

export type TierRole = (typeof TIERS)[keyof typeof TIERS]['role'];

/** What people call the tier of that role; the role itself for a tier of a user's own. */
export function titleOf(role: string): string {
  return Object.values(TIERS).find((tier) => tier.role === role)?.title ?? role;
}
