import type { IConstruct } from 'constructs';
import { monthlyCost, type MonthlyCost, type PriceOptions } from './monthly-cost';
import { singlePointsOfFailure, survivedLosses, type SinglePointOfFailure, type SurvivedLoss } from './single-points';

/** What a stack, or any part of one, tells of itself before it is deployed; plain data, for `JSON.stringify` too. */
export interface Report {
  /** Machines whose loss stops something. */
  readonly singlePointsOfFailure: readonly SinglePointOfFailure[];
  /** Machines that may be lost one at a time. */
  readonly survivedLosses: readonly SurvivedLoss[];
  /** What it costs, as far as prices are known. */
  readonly monthlyCost: MonthlyCost;
}

/** Reads single points of failure and costs of `scope`, a stack or any part of one, from its constructs. */
export function reportOf(scope: IConstruct, options: PriceOptions = {}): Report {
  return {
    singlePointsOfFailure: singlePointsOfFailure(scope),
    survivedLosses: survivedLosses(scope),
    monthlyCost: monthlyCost(scope, options),
  };
}
