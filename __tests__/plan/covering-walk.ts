/** The values of each choice, by its name; the first is the usual one. */
export type Values = Readonly<Record<string, readonly string[]>>;
export type Point = Readonly<Record<string, string>>;

const pairsOf = <T>(all: readonly T[]): (readonly [T, T])[] =>
  all.flatMap((one, i) => all.slice(i + 1).map((other) => [one, other] as const));

const changed = (from: Point, to: Point) => Object.keys(from).filter((name) => from[name] !== to[name]);

/** What a step covers. */
function coveredBy(from: Point, to: Point): string[] {
  const names = changed(from, to);
  return [
    ...names.map((name) => `change ${name}: ${from[name]} -> ${to[name]}`),
    ...pairsOf(Object.keys(to)).map(([a, b]) => `pair ${a}: ${to[a]}, ${b}: ${to[b]}`),
    ...pairsOf(names).map(([a, b]) => `together ${a}, ${b}`),
  ];
}

/** Each change of one choice, in both directions; each pair of values of two choices; each two choices changed at once. */
export function everything(values: Values): ReadonlySet<string> {
  const names = Object.keys(values);
  const of = (name: string) => values[name]!;
  return new Set([
    ...names.flatMap((name) =>
      of(name).flatMap((from) => of(name).flatMap((to) => (from === to ? [] : [`change ${name}: ${from} -> ${to}`]))),
    ),
    ...pairsOf(names).flatMap(([a, b]) =>
      of(a).flatMap((one) => of(b).map((other) => `pair ${a}: ${one}, ${b}: ${other}`)),
    ),
    ...pairsOf(names).map(([a, b]) => `together ${a}, ${b}`),
  ]);
}

/** What the steps of a walk cover. */
export function coverage(walk: readonly Point[]): ReadonlySet<string> {
  return new Set(walk.slice(1).flatMap((to, i) => coveredBy(walk[i]!, to)));
}

/**
 * A walk whose steps change three choices at once until everything is covered, and back to its start. Greedy: the step that covers most;
 * of several, the one after which most choices can make a change that is still open.
 */
export function coveringWalk(values: Values): readonly Point[] {
  const start: Point = Object.fromEntries(Object.entries(values).map(([name, [usual]]) => [name, usual!]));
  const open = new Set(everything(values));
  const walk = [start];
  for (let at = start; open.size > 0;) {
    const steps = stepsFrom(at, values).map((to) => {
      const covers = coveredBy(at, to).filter((one) => open.has(one)).length;
      const ahead = Object.entries(to).filter(([name, value]) =>
        values[name]!.some((next) => open.has(`change ${name}: ${value} -> ${next}`)),
      ).length;
      return { to, score: covers * Object.keys(values).length + ahead };
    });
    const { to } = steps.reduce((best, one) => (one.score > best.score ? one : best));
    for (const one of coveredBy(at, to)) open.delete(one);
    walk.push((at = to));
  }
  return [...walk, start];
}

/** Those that change three choices. */
function stepsFrom(at: Point, values: Values): Point[] {
  const others = (name: string) => values[name]!.filter((one) => one !== at[name]);
  const names = Object.keys(values);
  const change = (all: Point[], name: string) =>
    all.flatMap((point) => others(name).map((one) => ({ ...point, [name]: one })));
  return pairsOf(names).flatMap(([a, b]) =>
    names.slice(names.indexOf(b) + 1).flatMap((c) => [a, b, c].reduce(change, [at])),
  );
}
