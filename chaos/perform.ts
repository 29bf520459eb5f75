import { setTimeout as wait } from 'node:timers/promises';
import type { Cleanup } from '../drills/cleanup';
import type { Cluster } from '../drills/mysql/cluster';
import { nodesOf, type FaultClass, type Struck } from './faults/fault-class';
import type { Lived } from './invariants';
import type { EventLine } from './run-file';
import type { ScheduledFault } from './schedule/fault';
import type { StruckFaults } from './struck-faults';

/** Looks so often whether it is interrupted. */
const TICK_MS = 250;

export interface Stage {
  readonly cluster: Cluster;
  readonly struck: StruckFaults;
  readonly cleanup: Cleanup;
  /** App server that the workload runs on. */
  readonly caller: string;
  /** Milliseconds since the run began. */
  readonly now: () => number;
  readonly event: (event: Omit<EventLine, 'line' | 'at'>) => number;
}

/** Has all faults of a schedule strike when they are due, and heals each after its time. What stays unhealed is left to the caller. */
export async function perform(stage: Stage, schedule: readonly ScheduledFault[]): Promise<readonly Lived[]> {
  return Promise.all(schedule.map((fault) => live(stage, fault)));
}

async function live(stage: Stage, fault: ScheduledFault): Promise<Lived> {
  const { cluster, struck: present, now } = stage;
  const { number, name, target, seconds, parameters } = fault;
  await waitUntil(stage, fault.at * 1000);
  let lived: Lived = { fault, began: now() };
  let struck: Struck;
  try {
    const nodes = await nodesOf(cluster, target, stage.caller);
    struck = { number, name, nodes, parameters, seconds };
    lived = { ...lived, began: stage.event({ what: `${name} strikes`, fault: number, nodes }) };
  } catch (error) {
    const at = stage.event({ what: `${name} finds no ${target}`, fault: number, error: messageOf(error) });
    return { ...lived, healed: at };
  }
  try {
    await present.strike(cluster, struck);
    lived = { ...lived, cameAbout: stage.event({ what: `${name} has come about`, fault: number }) };
  } catch (error) {
    stage.event({ what: `${name} did not come about`, fault: number, error: messageOf(error) });
  }
  if (lived.cameAbout !== undefined) await waitUntil(stage, Math.max(fault.at + seconds, now() / 1000) * 1000);
  lived = { ...lived, healBegan: stage.event({ what: `${name} is being healed`, fault: number }) };
  try {
    await present.heal(cluster, struck);
    return { ...lived, healed: stage.event({ what: `${name} is healed`, fault: number }) };
  } catch (error) {
    stage.event({ what: `${name} is not healed yet`, fault: number, error: messageOf(error) });
    return lived;
  }
}

async function waitUntil({ now, cleanup }: Pick<Stage, 'now' | 'cleanup'>, at: number): Promise<void> {
  for (let left = at - now(); left > 0; left = at - now()) {
    cleanup.throwIfInterrupted();
    await wait(Math.min(left, TICK_MS));
  }
  cleanup.throwIfInterrupted();
}

/** The end of its message: before it stands the whole script that failed. */
export function messageOf(error: unknown): string {
  const lines = (error as Error).message.split('\n').filter((line) => line.trim() !== '');
  return (lines.length > 3 ? ['…', ...lines.slice(-2)] : lines).join(' ').slice(-400);
}

/** The longest time after a fault of the last minutes within which the site must be as before, seconds. */
export function recoverySeconds(lived: readonly Lived[], classOf: (name: string) => FaultClass, least: number): number {
  return Math.max(least, ...lived.map(({ fault }) => classOf(fault.name).recovers ?? least));
}
