import type { Heal } from '../drill';
import type { MarkEvent } from '../under-load';
import type { Cluster } from './cluster';

/** What a drill does to the database while an app writes and reads. */
export interface MysqlDrill {
  /** On the command line, and of its plot. */
  readonly name: string;
  /** Completes "fault" in the table. */
  readonly title: string;
  /** What was promised, for people. */
  readonly goal: string;
  readonly met: (trial: MysqlTrial) => boolean;
  /** Brings the fault about and returns when there is nothing more to see. What it breaks it has mended with `heal`. `trial` counts from 1. */
  run(cluster: Cluster, mark: MarkEvent, heal: Heal, trial: number): Promise<MysqlFindings | void>;
}

/** What the load cannot tell. Times in milliseconds since the load began. */
export interface MysqlFindings {
  /** The gap counts from here, not from the last write before it. */
  readonly countFrom?: number;
  /** What is sent later is not counted: it meets what heals, not what was struck. */
  readonly countTo?: number;
  /** A server that nobody should have a write acknowledged by from some time on. */
  readonly cutOff?: { readonly node: string; readonly at: number };
}

export interface MysqlTrial {
  /** Longest time between two acknowledged writes. */
  readonly gapMs: number;
  readonly acknowledged: number;
  /** Writes that were tried and not acknowledged. */
  readonly refused: number;
  /** Acknowledged writes that are not on every node afterwards. */
  readonly missing: number;
  readonly duplicated: number;
  /** Acknowledged by a server that was cut off. */
  readonly acknowledgedCutOff: number;
  readonly reads: number;
  readonly failedReads: number;
  /** Oldest acknowledged write that a read did not see, milliseconds. */
  readonly stalestMs: number;
}
