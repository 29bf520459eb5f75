/** What became of one request or statement of a load. Times in milliseconds since the load began. */
export interface Outcome {
  /** When it was due. */
  readonly at: number;
  /** From when it was due to its end. */
  readonly milliseconds: number;
  /** How much later than due a request was sent: the load's own delay. */
  readonly late?: number;
  /** HTTP's status, 0 of a statement that was carried out; or the error that there was instead. */
  readonly result: number | string;
  readonly method: string;
  /** Of what is to be stored. */
  readonly id?: string;
}

export interface Measurement {
  readonly sent: number;
  readonly failed: number;
  /** First failure to the next success after the last one; 0 without a failure. */
  readonly outageMs: number;
  readonly slowestMs: number;
  /** Ids that the app stored more than once. */
  readonly duplicated: number;
  /** Ids whose POST was answered with success and that the app did not store. */
  readonly lost: number;
}

/** An answer that a visitor can use: not an error of the site's, not silence. */
export function succeeded({ result }: Outcome): boolean {
  return typeof result === 'number' && result < 400;
}

/** `stored`: how often the app has each id. */
export function measure(outcomes: readonly Outcome[], stored: ReadonlyMap<string, number>): Measurement {
  const ids = outcomes.filter((one) => one.id !== undefined);
  return {
    sent: outcomes.length,
    failed: outcomes.filter((one) => !succeeded(one)).length,
    outageMs: outageOf(outcomes),
    slowestMs: outcomes.reduce((slowest, { milliseconds }) => Math.max(slowest, milliseconds), 0),
    duplicated: ids.filter(({ id }) => (stored.get(id!) ?? 0) > 1).length,
    lost: ids.filter((one) => succeeded(one) && !stored.has(one.id!)).length,
  };
}

/** By when requests were sent: the visitor who comes first after the outage is the first one served. */
function outageOf(outcomes: readonly Outcome[]): number {
  const inOrder = [...outcomes].sort((a, b) => a.at - b.at);
  const first = inOrder.findIndex((one) => !succeeded(one));
  if (first < 0) return 0;
  const last = inOrder.length - 1 - [...inOrder].reverse().findIndex((one) => !succeeded(one));
  const end = inOrder[last + 1] ?? inOrder[last]!;
  return Math.max(1, end.at - inOrder[first]!.at);
}

/** The request that the load itself sent latest after it was due. */
export function latest(outcomes: readonly Outcome[]): { readonly at: number; readonly late: number } {
  return outcomes.reduce((most, { at, late = 0 }) => (late > most.late ? { at, late } : most), { at: 0, late: 0 });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
