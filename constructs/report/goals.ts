import type { IConstruct } from 'constructs';
import { problem } from '../validation';
import { monthlyCost, usd, type PriceOptions } from './monthly-cost';
import { singlePointsOfFailure } from './single-points';

/** Most that a site may cost, and prices that the package does not know. */
export interface Budget extends PriceOptions {
  /** Most that the site may cost a month, US dollars; what it uses beyond its flat prices (transfer, queries) aside. */
  readonly monthlyUsd: number;
}

export interface Goals {
  /** Synth fails when the site costs more, or something of it has no known price. @default none */
  readonly budget?: Budget;
  /** Synth fails while the loss of one machine stops something. @default false: it warns */
  readonly requireNoSinglePointOfFailure?: boolean;
}

/** What keeps `scope` from its goals, as synth reports it. */
export function missedGoals(scope: IConstruct, { budget, requireNoSinglePointOfFailure }: Goals): readonly string[] {
  return [...(budget ? overBudget(scope, budget) : []), ...(requireNoSinglePointOfFailure ? singlePoints(scope) : [])];
}

function overBudget(scope: IConstruct, { monthlyUsd, prices }: Budget): readonly string[] {
  if (!(monthlyUsd > 0)) {
    return [problem('budget.monthlyUsd', 'be more than 0', monthlyUsd, 'write US dollars a month')];
  }
  const { totalUsd, unknown, tiers } = monthlyCost(scope, { prices });
  const dearest = [...tiers].sort((a, b) => b.monthlyUsd - a.monthlyUsd).slice(0, 3);
  const most = dearest.map((tier) => `${tier.tier} ${usd(tier.monthlyUsd)}`).join(', ');
  return [
    ...(totalUsd > monthlyUsd
      ? [problem('budget.monthlyUsd', `be at least ${usd(totalUsd)}, which it costs`, monthlyUsd, `most cost ${most}`)]
      : []),
    ...unknown.map((item) =>
      problem('budget.prices', `have a price for '${item}'`, 'nothing', `write { '${item}': US dollars a month }`),
    ),
  ];
}

function singlePoints(scope: IConstruct): readonly string[] {
  return singlePointsOfFailure(scope).map(({ construct, lost, takesDown, remedy }) =>
    problem(
      'requireNoSinglePointOfFailure',
      `find none in ${construct}`,
      `${lost}, which takes down ${takesDown}`,
      remedy,
    ),
  );
}
