/** How long the clouds take: as short as this machine does, or about as long as the real ones. */
export type PaceName = 'fast' | 'real';

export const PACES: readonly PaceName[] = ['fast', 'real'];

/**
 * Seconds at the real pace. The vendors publish none: these are assumed, such that what polls as Terraform's providers do (a first look
 * after 10 s, or every 15 s for databases) meets a droplet that is new, and a cluster that is being made.
 */
const SECONDS: Readonly<Record<string, number>> = {
  'droplet create': 30,
  'droplet resize': 60,
  'droplet rename': 2,
  'reserved_ip assign': 3,
  'reserved_ip unassign': 3,
  'volume attach': 5,
  'volume detach': 5,
  'volume resize': 5,
  'database create': 240,
};
/** Of an action that is not there: power and reboots. */
const OTHER = 8;

/** Lets work of the clouds take its time. */
export class Pace {
  private readonly waiting = new Set<() => void>();
  private isClosed = false;

  public constructor(public readonly name: PaceName = 'fast') {}

  /** Seconds that work takes at least, such as `droplet create`. */
  public secondsOf(work: string): number {
    return this.name === 'fast' || this.isClosed ? 0 : Object.hasOwn(SECONDS, work) ? SECONDS[work]! : OTHER;
  }

  /** Resolves when the cloud would be done; at the end of its process at once. */
  public pass(work: string): Promise<void> {
    const seconds = this.secondsOf(work);
    if (seconds === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      this.waiting.add(done);
    });
  }

  /** The same work, later. */
  public slowed(work: string, carryOut: () => Promise<void>): () => Promise<void> {
    return this.secondsOf(work) === 0 ? carryOut : () => this.pass(work).then(carryOut);
  }

  /** Whether work that began then has taken its time. */
  public hasPassed(work: string, since: string): boolean {
    return Date.now() >= Date.parse(since) + this.secondsOf(work) * 1000;
  }

  /** Nothing waits from now on. */
  public close(): void {
    this.isClosed = true;
    for (const done of this.waiting) done();
  }
}
