import { TIERS } from '../../tiers';

/** What the alert rules must know of a site: how many nodes each tier has. Only whether there are two or more matters, and the size of the database. */
export interface WatchedSite {
  readonly nodes: Readonly<Record<string, number>>;
  /** Tiers of self-hosted databases. @default that of the site */
  readonly databases?: readonly string[];
}

export function databasesOf({ nodes, databases = [TIERS.database.role] }: WatchedSite): readonly string[] {
  return databases.filter((role) => nodes[role] !== undefined);
}
