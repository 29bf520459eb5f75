/** What a rate limit makes of a call. */
export interface Counted {
  readonly refused: boolean;
  readonly headers: Readonly<Record<string, string | number>>;
}
