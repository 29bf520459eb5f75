import type { Metric } from './model';

/** A machine at a moment, as the host's kernel shows it. */
export interface Reading {
  /** Milliseconds. */
  readonly at: number;
  /** Spent since it was switched on. */
  readonly cpuSeconds: number;
  /** Without the cache, which gives way. */
  readonly memoryPercent: number;
  /** Of the fullest disk. */
  readonly diskPercent: number;
  /** Threads that run, wait for a processor or for a disk. */
  readonly busyThreads: number;
}

type Loads = Readonly<Record<'load1' | 'load5' | 'load15', number>>;
type Sample = Reading & Loads;

const LOAD_MINUTES = { load1: 1, load5: 5, load15: 15 } as const;
/** The longest window of a policy. */
const KEPT_MS = 3_600_000;
/** A machine of which nothing was read for so long is off. */
const STALE_MS = 30_000;

/** What was read of one machine in the last hour, and the averages that alert policies ask for. */
export class Series {
  private samples: Sample[] = [];

  public constructor(private readonly processors: number) {}

  /** @param speed how many times faster than the clock the load averages forget */
  public add(reading: Reading, speed: number): void {
    let last = this.samples.at(-1);
    // It has been off since: what it did before counts no more.
    if (last && reading.cpuSeconds < last.cpuSeconds) {
      this.samples = [];
      last = undefined;
    }
    this.samples.push({ ...reading, ...loadsAfter(last, reading, speed) });
    while (this.samples[0]!.at < reading.at - KEPT_MS) this.samples.shift();
  }

  /** Over the last `seconds`; undefined while it is not known for so long, and of a machine that is off. */
  public average(metric: Metric, seconds: number, now: number): number | undefined {
    const last = this.samples.at(-1);
    if (!last || now - last.at > STALE_MS) return undefined;
    const start = this.samples.findLastIndex(({ at }) => at <= last.at - seconds * 1000);
    if (start < 0) return undefined;
    const window = this.samples.slice(start);
    if (metric === 'cpu') {
      const share = (last.cpuSeconds - window[0]!.cpuSeconds) / ((last.at - window[0]!.at) / 1000);
      // A droplet here may use more processors than it has.
      return Math.min(100, (share / this.processors) * 100);
    }
    const values = window.slice(1).map((sample) => valueOf(sample, metric));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }
}

function valueOf(sample: Sample, metric: Exclude<Metric, 'cpu'>): number {
  if (metric === 'memory') return sample.memoryPercent;
  return metric === 'disk' ? sample.diskPercent : sample[metric];
}

/** As the kernel does it for a whole machine: an average that forgets exponentially. */
function loadsAfter(last: Sample | undefined, { at, busyThreads }: Reading, speed: number): Loads {
  if (!last) return { load1: 0, load5: 0, load15: 0 };
  const after = (load: keyof Loads) => {
    const kept = Math.exp((-(at - last.at) * speed) / (LOAD_MINUTES[load] * 60_000));
    return last[load] * kept + busyThreads * (1 - kept);
  };
  return { load1: after('load1'), load5: after('load5'), load15: after('load15') };
}
