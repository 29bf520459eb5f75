import type { IConstruct } from 'constructs';
import { monthlyCost, type MonthlyCost, type PriceOptions } from './monthly-cost';
import { singlePointsOfFailure, survivedLosses, type SinglePointOfFailure, type SurvivedLoss } from './single-points';

/** What a stack, or any part of one, tells of itself before it is deployed; plain data, for `JSON.stringify` too. */
export interface Report {
  readonly singlePointsOfFailure: readonly SinglePointOfFailure[];
  readonly survivedLosses: readonly SurvivedLoss[];
  readonly monthlyCost: MonthlyCost;
}

export function reportOf(scope: IConstruct, options: PriceOptions = {}): Report {
  return {
    singlePointsOfFailure: singlePointsOfFailure(scope),
    survivedLosses: survivedLosses(scope),
    monthlyCost: monthlyCost(scope, options),
  };
}
