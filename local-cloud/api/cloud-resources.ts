import type { Runtime } from '../runtime';
import type { State } from './model';
import type { Pace } from './pace';
import type { Store } from './store';

export type Log = (line: string) => void;

/** What the controllers of the cloud's own services work on: the state, and the machine below it. */
export interface CloudResources {
  readonly state: State;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly log: Log;
  readonly pace: Pace;
  /** Network, firewalls, names and reserved IPs as the state is now. */
  applyNetwork(): Promise<void>;
}
