/**
 * The least part of `items` that still fails, as far as leaving out parts finds it: halves, then quarters, then one by one (delta debugging,
 * Zeller 2002). `fails` is asked at most `most` times; what has been found until then is given.
 */
export async function shrink<T>(
  items: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  most = Infinity,
): Promise<readonly T[]> {
  let least = items;
  let pieces = 2;
  let asked = 0;
  while (least.length > 1 && asked < most) {
    const size = Math.ceil(least.length / pieces);
    let smaller: readonly T[] | undefined;
    for (let from = 0; from < least.length && !smaller && asked < most; from += size) {
      const rest = [...least.slice(0, from), ...least.slice(from + size)];
      if (rest.length === 0) continue;
      asked += 1;
      if (await fails(rest)) smaller = rest;
    }
    if (smaller) {
      least = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) {
      break;
    } else {
      pieces = Math.min(least.length, pieces * 2);
    }
  }
  return least;
}
