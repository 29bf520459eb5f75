import { OperationRefusedError } from './operation-refused';
import { RestorePoint } from './restore-point';

/** Options of `restore`. */
export interface RestoreOptions {
  readonly latest?: true;
  readonly toTime?: string;
  readonly beforeGtid?: string;
  readonly on?: string;
  readonly wholeCluster?: true;
}

export function restorePointOf({ latest, toTime, beforeGtid }: RestoreOptions): RestorePoint {
  const points = [
    ...(latest ? [RestorePoint.latest()] : []),
    ...(toTime === undefined ? [] : [RestorePoint.toTime(toTime)]),
    ...(beforeGtid === undefined ? [] : [RestorePoint.beforeGtid(beforeGtid)]),
  ];
  if (points.length !== 1)
    throw new OperationRefusedError('exactly one of --latest, --to-time and --before-gtid is required');
  return points[0]!;
}
