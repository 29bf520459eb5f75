import { printError } from '../host/terminal';
import type { Heal } from './drill';

type Undo = () => Promise<unknown>;

/** What a drill has broken, and how each of it is undone: at the end of the drill, or when somebody interrupts it. */
export class Cleanup {
  private undos: readonly Undo[] = [];
  private restored: Promise<void> = Promise.resolve();
  private interrupted = false;

  /** A drill registers before it breaks something, so that nothing new is broken once the drill is interrupted. */
  public readonly register: Heal = (undo) => {
    this.throwIfInterrupted();
    this.undos = [...this.undos, undo];
  };

  public throwIfInterrupted(): void {
    if (this.interrupted) throw new Error('interrupted');
  }

  /** Undoes all, the last first, after a cleanup that is under way. Rejects with the first failure; what failed is tried by the next cleanup. */
  public restore(): Promise<void> {
    this.restored = this.restored.catch(() => undefined).then(() => this.undoAll());
    return this.restored;
  }

  public async interrupt(): Promise<void> {
    this.interrupted = true;
    await this.restore();
  }

  private async undoAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of [...this.undos].reverse()) {
      await undo().then(
        () => (this.undos = this.undos.filter((other) => other !== undo)),
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw failures[0] as Error;
  }
}

/** Heals before the process ends, when somebody interrupts it; `what` has broken something: a drill, a run. */
export function healWhenInterrupted(cleanup: Cleanup, what: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      printError(`\nHealing what this ${what} has broken ...`);
      void cleanup
        .interrupt()
        .catch((error: Error) => printError(error.message))
        .finally(() => process.exit(130));
    });
  }
}
