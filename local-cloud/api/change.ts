/** Takes a change of the state back. */
export type Undo = () => void;

export const NOTHING: Undo = () => undefined;

export function add<T>(list: T[], item: T): Undo {
  list.push(item);
  return () => remove(list, item);
}

/** Nothing happens when the item has left the list already: `splice` with an index of -1 would take the last one. */
export function remove<T>(list: T[], item: T): Undo {
  const index = list.indexOf(item);
  if (index < 0) return NOTHING;
  list.splice(index, 1);
  return () => {
    list.splice(Math.min(index, list.length), 0, item);
  };
}

/** In the item's place; nothing when it has left the list. */
export function replace<T>(list: T[], item: T, by: T): Undo {
  const index = list.indexOf(item);
  if (index < 0) return NOTHING;
  list[index] = by;
  return () => {
    list[list.indexOf(by)] = item;
  };
}

/** `fields` that the target did not have are removed again by the undo. */
export function assign<T extends object>(target: T, fields: Partial<T>): Undo {
  const before = Object.entries(target).filter(([key]) => key in fields);
  const added = Object.keys(fields).filter((key) => !(key in target));
  Object.assign(target, fields);
  return () => {
    for (const key of added) delete target[key as keyof T];
    Object.assign(target, Object.fromEntries(before));
  };
}

/** A change for each item, as one: when one of them is refused, nothing of those before it stays. */
export function forEach<T>(items: readonly T[], change: (item: T) => Undo): Undo {
  const undos: Undo[] = [];
  try {
    for (const item of items) undos.push(change(item));
  } catch (error) {
    inOrder(...undos)();
    throw error;
  }
  return inOrder(...undos);
}

/** In reverse order. */
export function inOrder(...undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of [...undos].reverse()) undo();
  };
}

/** Runs one piece of work after the other, whatever became of the one before. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  public run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was queued has ended; never rejects. */
  public async idle(): Promise<void> {
    await this.last;
  }
}

/** A queue for each key. */
export class Queues<K> {
  private readonly queues = new Map<K, { readonly queue: Queue; waiting: number }>();

  public async run<T>(key: K, work: () => Promise<T>): Promise<T> {
    const one = this.queues.get(key) ?? { queue: new Queue(), waiting: 0 };
    this.queues.set(key, one);
    one.waiting++;
    try {
      return await one.queue.run(work);
    } finally {
      one.waiting--;
      if (one.waiting === 0) this.queues.delete(key);
    }
  }
}
