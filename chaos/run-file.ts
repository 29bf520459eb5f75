import { readFileSync } from 'node:fs';
import type { ScheduledFault } from './schedule/fault';
import type { Verdict, Violation } from './workload';

/** First line of a run's file. */
export interface RunLine {
  readonly line: 'run';
  readonly seed: number;
  readonly minutes: number;
  /** Classes, where not all of them might strike. */
  readonly only?: readonly string[];
  /** Name of the run whose schedule this one repeats. */
  readonly replayed?: string;
  /** ISO time. */
  readonly on: string;
  readonly commit?: string;
  readonly machine: string;
  /** The machine's load before the run, over one minute: what else it had to do. */
  readonly machineLoad: number;
  /** What else people did to the site meanwhile, added to the file afterwards. */
  readonly note?: string;
}

export interface FaultLine extends ScheduledFault {
  readonly line: 'fault';
}

/** Something that happened, milliseconds since the run began. */
export interface EventLine {
  readonly line: 'event';
  readonly at: number;
  readonly what: string;
  /** Number of the fault. */
  readonly fault?: number;
  readonly nodes?: readonly string[];
  readonly error?: string;
}

/** What visitors saw. */
export interface VisitorsLine {
  readonly line: 'visitors';
  readonly sent: number;
  readonly failed: number;
  readonly failedGets: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly slowestMs: number;
  /** The request that left latest after it was due: the load's own lateness. */
  readonly lateMs: number;
  /** Longest time without a success, of GETs and of POSTs. */
  readonly getGapMs: number;
  readonly postGapMs: number;
  /** Seconds in which requests failed, by when they were due: how many of how many, and with what. */
  readonly failures: readonly (readonly [second: number, failed: number, sent: number, results: string])[];
  /** What was judged by the faults present. */
  readonly judged: readonly { readonly what: string; readonly total: number; readonly failed: number }[];
}

export interface VerdictLine extends Verdict {
  readonly line: 'verdict';
}

/** Last line: a run without it did not come to its end. */
export interface EndLine {
  readonly line: 'end';
  /** From the end of the last fault until the whole site was as before, seconds. @default it never was */
  readonly recoveredSeconds?: number;
  /** How often a fault came about. */
  readonly struck: number;
  readonly violations: readonly Violation[];
  /** Why it has no verdict, such as an interruption. */
  readonly broken?: string;
}

export type Line = RunLine | FaultLine | EventLine | VisitorsLine | VerdictLine | EndLine;

/** A run as its file has it. */
export interface Run {
  readonly name: string;
  readonly run: RunLine;
  readonly faults: readonly FaultLine[];
  readonly events: readonly EventLine[];
  readonly visitors?: VisitorsLine;
  readonly verdict?: VerdictLine;
  readonly end?: EndLine;
}

export function parseRun(name: string, text: string): Run {
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const all = <K extends Line['line']>(kind: K) =>
    lines.filter((line): line is Extract<Line, { line: K }> => line.line === kind);
  const [run] = all('run');
  if (!run) throw new Error(`${name} is not the file of a run: its first line must be the run's`);
  return {
    name,
    run,
    faults: all('fault'),
    events: all('event'),
    visitors: all('visitors').at(-1),
    verdict: all('verdict').at(-1),
    end: all('end').at(-1),
  };
}

export function readRun(path: string): Run {
  return parseRun(
    path
      .split('/')
      .at(-1)!
      .replace(/\.jsonl$/, ''),
    readFileSync(path, 'utf8'),
  );
}

/** Violations of a run; one that did not come to its end has one. */
export function violationsOf({ end }: Run): readonly Violation[] {
  return end?.violations ?? [{ check: 'end', what: 'the run did not come to its end' }];
}
