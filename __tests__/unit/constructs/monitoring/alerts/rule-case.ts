/** Series -> values in promtool's notation, one each 10 s. */
export type Series = Readonly<Record<string, string>>;

/** A rule, a world in which it fires and one in which it does not, though that one looks much like it. */
export interface RuleCase {
  readonly rule: string;
  /** When it is looked at. */
  readonly at: string;
  readonly fires: Series;
  /** Labels of the alert beside name and severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly silent: Series;
}

/** For 70 minutes. */
export const always = (value: number) => `${value}x420`;
export const growing = (by: number, from = 0) => `${from}+${by}x420`;
