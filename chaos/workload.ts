import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WITH_ENVIRONMENT } from '../constructs/app/app-environment';
import type { Cluster } from '../drills/mysql/cluster';
import { goProgram } from '../host/go-program';
import { run } from '../host/run';

const DIRECTORY = join(__dirname, 'workload');
export const ON_NODE = '/run/chaos-workload';

/** Operations a second, by workload (workload/works.go). */
export const PER_SECOND = {
  registers: 20,
  lists: 8,
  snapshots: 6,
  bank: 3,
  totals: 3,
  set: 6,
  beat: 5,
  sessions: 10,
} as const;

/** What the judge says of a history (workload/check.go). Times in milliseconds. */
export interface Verdict {
  readonly operations: Readonly<
    Record<string, { readonly ok: number; readonly failed: number; readonly unknown: number; readonly shed: number }>
  >;
  readonly lateMs: number;
  readonly writeGapMs: number;
  readonly stalestMs: number;
  readonly moves: number;
  readonly violations: readonly Violation[];
  readonly undecided: readonly string[];
}

export interface Violation {
  /** Which promise. */
  readonly check: string;
  readonly what: string;
}

/** The compiled workload and judge; rejects where there is no Go compiler. */
export async function workloadProgram(cacheDir: string): Promise<string> {
  const program = await goProgram(DIRECTORY, cacheDir);
  if (program === undefined) throw new Error('the workload is compiled: install Go 1.21 or later');
  return program;
}

export interface Workload {
  /** Milliseconds since 1970. */
  readonly begun: number;
  /** Whether it has ended by itself. */
  readonly hasEnded: () => boolean;
  /** Resolves when each operation has its end. */
  stop(): Promise<void>;
}

/** Starts transactions on an app server. Their history goes to `history`, a line of JSON each. */
export async function startWorkload(
  { site }: Cluster,
  node: string,
  plan: { readonly run: string; readonly seed: number },
  history: string,
): Promise<Workload> {
  const program = readFileSync(await workloadProgram(site.settings.cacheDir)).toString('base64');
  const { id } = await site.droplet(node);
  await site.runtime.exec(id, ['sh', '-c', `base64 -d >${ON_NODE} && chmod 755 ${ON_NODE}`], program);
  const start = [WITH_ENVIRONMENT, ON_NODE, 'run', JSON.stringify({ ...plan, perSecond: PER_SECOND })];
  const [command, ...args] = site.runtime.shell(id, start);
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  writeFileSync(history, '');
  let over = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => (over = true));
  const begun = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the workload ended with ${code}`)));
    createInterface(child.stdout).on('line', (line) => {
      appendFileSync(history, `${line}\n`);
      if (line.includes('"work":"begun"')) resolve((JSON.parse(line) as { begun: number }).begun);
    });
  });
  return {
    begun,
    hasEnded: () => over,
    stop: () => {
      child.stdin.on('error', () => undefined).end();
      return ended;
    },
  };
}

/** Judges a history. */
export async function judge(history: string, cacheDir: string): Promise<Verdict> {
  return JSON.parse(await run(await workloadProgram(cacheDir), ['check', history])) as Verdict;
}
