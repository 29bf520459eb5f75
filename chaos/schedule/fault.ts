/** What a fault strikes: a node, or the one that has a role at that moment. */
export const TARGETS = [
  'lb-active',
  'lb-standby',
  'web-1',
  'web-2',
  'app-1',
  'app-2',
  'mysql-primary',
  'mysql-secondary-1',
  'mysql-secondary-2',
  'mysql-all',
  'all',
  'site',
] as const;
export type Target = (typeof TARGETS)[number];

export const DATABASES = [
  'mysql-primary',
  'mysql-secondary-1',
  'mysql-secondary-2',
] as const satisfies readonly Target[];
/** One node each. Not the app server that the workload runs on. */
export const NODES = [
  'lb-active',
  'lb-standby',
  'web-1',
  'web-2',
  'app-2',
  ...DATABASES,
] as const satisfies readonly Target[];

/** Whole numbers of a fault, such as a share in percent. */
export type Parameters = Readonly<Record<string, number>>;

/** One fault of a schedule. */
export interface ScheduledFault {
  /** Counts from 1; names what the fault leaves on nodes. */
  readonly number: number;
  /** Of its class. */
  readonly name: string;
  readonly target: Target;
  /** Seconds since the beginning of the run. */
  readonly at: number;
  /** Until it is healed. */
  readonly seconds: number;
  readonly parameters: Parameters;
}

/** What a schedule needs to know of a class of faults. */
export interface Schedulable {
  readonly name: string;
  readonly targets: readonly Target[];
  /** Least and most time until it is healed, seconds. */
  readonly seconds: readonly [least: number, most: number];
  /** Least and most of each parameter. */
  readonly parameters?: Readonly<Record<string, readonly [least: number, most: number]>>;
}
