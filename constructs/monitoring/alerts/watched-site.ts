/** What the alert rules must know of a site: how many nodes each tier has. Only whether there are two or more matters, and the size of the database. */
export interface WatchedSite {
  readonly nodes: Readonly<Record<string, number>>;
}
