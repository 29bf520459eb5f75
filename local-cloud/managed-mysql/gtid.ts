/** Sets of transactions as MySQL writes them: `uuid:1-5:8,uuid:tag:1-3`. */
type Intervals = [first: bigint, last: bigint][];

/** Whether the first set has all of the second. */
export function contains(all: string, part: string): boolean {
  const has = parse(all);
  return [...parse(part)].every(([source, wanted]) =>
    wanted.every(([first, last]) => (has.get(source) ?? []).some(([from, to]) => from <= first && last <= to)),
  );
}

export function union(...sets: readonly string[]): string {
  return sets.filter(Boolean).join(',');
}

function parse(text: string): Map<string, Intervals> {
  const set = new Map<string, Intervals>();
  for (const part of text.replace(/\s/g, '').split(',').filter(Boolean)) {
    let [source = ''] = part.split(':');
    const [uuid] = [source];
    for (const piece of part.split(':').slice(1)) {
      const interval = /^(\d+)(?:-(\d+))?$/.exec(piece);
      // A tag: what follows belongs to it.
      if (!interval) source = `${uuid}:${piece}`;
      else {
        const [, first, last = first] = interval;
        set.set(source, merge([...(set.get(source) ?? []), [BigInt(first!), BigInt(last!)]]));
      }
    }
  }
  return set;
}

function merge(intervals: Intervals): Intervals {
  const merged: Intervals = [];
  for (const [first, last] of [...intervals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1n) before[1] = last > before[1] ? last : before[1];
    else merged.push([first, last]);
  }
  return merged;
}
