import { join } from 'node:path';
import type * as real from './droplet/host-runtime';
import { claimStateDir, takeLock } from './host/lock';
import { PaperRuntime } from './paper-runtime';
import type { Runtime } from './runtime';
import type { Settings } from './settings';

export interface OpenRuntime {
  readonly runtime: Runtime;
  /** Lets go of what this process holds; droplets run on. */
  close(): Promise<void>;
}

/** The machine below the APIs, up. */
export async function openRuntime(settings: Settings): Promise<OpenRuntime> {
  if (settings.droplets === 'none') {
    claimStateDir(settings);
    const release = takeLock(join(settings.stateDir, 'lock'));
    return { runtime: new PaperRuntime(), close: () => Promise.resolve(release()) };
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the APIs alone start without it
  const { HostRuntime } = require('./droplet/host-runtime') as typeof real;
  const runtime = new HostRuntime(settings);
  await runtime.up();
  return { runtime, close: () => runtime.close() };
}
