/** What somebody else offered on a day. */
export interface DatedList {
  /** The values that were offered then. */
  readonly slugs: readonly string[];
  /** What to do about a value that is not in it; says the list's date. */
  readonly remedy: string;
}

/**
 * Context of the app (`cdktf.json`, "context"): slugs that the cloud offers and this package's lists do not know yet. A list that
 * ages must not keep anybody from what is new, and a typing error must not reach the cloud in the middle of a deploy (docs/adr/0020).
 */
export const ALLOW_UNKNOWN = 'cdktf-web-infrastructure:allowUnknown';

export function datedList(slugs: readonly string[], date: string, example: string): DatedList {
  const write = slugs.length > 20 ? `write it like '${example}'` : `use one of ${slugs.join(', ')}`;
  return {
    slugs,
    remedy: `${write}; what is newer than this list of ${date} goes into the context '${ALLOW_UNKNOWN}' in cdktf.json`,
  };
}
