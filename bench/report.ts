import { median } from '../drills/measure';
import { renderTable } from '../host/table';
import type { LoadResult } from './h2load';
import { BASELINE, CPU_GOAL, targets, type TargetName } from './targets';

export interface Measurement extends LoadResult {
  /** CPU time of the target's HAProxy a request, microseconds; none where no HAProxy is in the way. */
  readonly haproxyMicroseconds?: number;
}

/** Every target once, one after the other: what disturbs the machine meets all of them. */
export type Round = Readonly<Record<TargetName, Measurement>>;

export interface Verdict {
  readonly table: string;
  readonly met: boolean;
}

/** Medians over rounds of ratios within a round: absolute figures say more of the machine than of the site. */
export function judge(rounds: readonly Round[]): Verdict {
  const rows = targets.map(({ name, title, goal }) => {
    const ratio = median(rounds.map((round) => round[name].perSecond / round[BASELINE].perSecond));
    const cpu = rounds.flatMap((round) => round[name].haproxyMicroseconds ?? []);
    const cells = [
      title,
      String(Math.round(median(rounds.map((round) => round[name].perSecond)))),
      ratio.toFixed(2),
      cpu.length > 0 ? median(cpu).toFixed(1) : '',
      goal === undefined ? '' : `>= ${goal}`,
      goal === undefined ? '' : yesOrNo(ratio >= goal),
    ];
    return { cells, met: goal === undefined || ratio >= goal };
  });
  const cost = median(
    rounds.map((round) => round['haproxy-h2'].haproxyMicroseconds! / round.unprotected.haproxyMicroseconds!),
  );
  const watched = median(rounds.map((round) => round.watched.perSecond / round['haproxy-h2'].perSecond));
  const head = ['', 'REQ/S', 'RATIO', 'HAPROXY CPU US', 'GOAL', 'MET'];
  const last = [
    ['requests/s, metrics asked for to not', '', watched.toFixed(2), '', '', ''],
    ['CPU a request, protections on to off', '', cost.toFixed(2), '', `<= ${CPU_GOAL}`, yesOrNo(cost <= CPU_GOAL)],
  ];
  return {
    table: renderTable([head, ...rows.map(({ cells }) => cells), ...last]),
    met: cost <= CPU_GOAL && rows.every(({ met }) => met),
  };
}

function yesOrNo(met: boolean): string {
  return met ? 'yes' : 'NO';
}
