import type { AlertRule, RecordingRule, RuleGroup } from './alert-rule';
import type { Slo } from './slo';

const WINDOWS = ['1m', '5m', '30m', '1h', '6h'];
const REQUESTS = (window: string) => `sum(rate(haproxy_frontend_http_requests_total{proxy="https"}[${window}]))`;

/** The share of requests that may go wrong, as a series: so that who draws it need not know the SLO. */
export function allowedShare(ratio: string): string {
  return `site:${ratio}:allowed`;
}

/** The share that went wrong, as a series. */
export function shareOver(ratio: string, window: string): string {
  return `site:${ratio}:rate${window}`;
}

/** What is counted against a promise. */
interface Budget {
  /** As in `site:failed_ratio:rate5m`. */
  readonly ratio: string;
  /** Prefix of the rules' names. */
  readonly name: string;
  /** Share of requests that may go wrong. */
  readonly share: number;
  readonly what: string;
  readonly counted: (window: string) => string;
  readonly firstStep: string;
}

/**
 * Alerts on how fast the allowance is used up, each on a long window, which says that it matters, and a short one, which says that it goes on
 * (Google's SRE workbook, chapter 5). Its fastest pair takes 17 minutes to see 5 % of failures; so there is one of a minute, for where at least
 * six requests a minute go wrong.
 */
const SPEEDS = [
  { suffix: 'Now', windows: ['1m'], factor: 30, severity: 'page', left: 'in a day' },
  { suffix: 'Fast', windows: ['5m', '1h'], factor: 14.4, severity: 'page', left: 'in two days' },
  { suffix: 'Slowly', windows: ['30m', '6h'], factor: 6, severity: 'ticket', left: 'in five days' },
] as const;

export function burnRates(slo: Slo): RuleGroup {
  const budgets: readonly Budget[] = [
    {
      ratio: 'failed_ratio',
      name: 'ErrorBudgetBurns',
      share: 1 - slo.availability,
      what: 'requests fail',
      counted: (window) => `sum(rate(haproxy_frontend_http_responses_total{proxy="https",code="5xx"}[${window}]))`,
      firstStep: 'On the active load balancer, `journalctl -u haproxy -n 50`: who answered what.',
    },
    {
      ratio: 'slow_ratio',
      name: 'LatencyBudgetBurns',
      share: 1 - slo.latencyRatio,
      what: `requests take longer than ${slo.latencyMs} ms`,
      counted: (window) => `sum(rate(site_slow_requests_total[${window}]))`,
      firstStep: 'On the active load balancer, `journalctl -u haproxy -n 50`: which of the timings grows.',
    },
  ];
  return { name: 'slo', records: budgets.flatMap(records), alerts: budgets.flatMap(alerts) };
}

function records({ ratio, share, counted }: Budget): readonly RecordingRule[] {
  const rates = WINDOWS.map((window) => ({
    record: shareOver(ratio, window),
    expression: `${counted(window)} / ${REQUESTS(window)}`,
  }));
  return [...rates, { record: allowedShare(ratio), expression: `vector(${Number(share.toPrecision(6))})` }];
}

function alerts(budget: Budget): readonly AlertRule[] {
  return SPEEDS.map(({ suffix, windows, factor, severity, left }) => {
    // A promise that allows much is at risk, too, when half of the requests go wrong.
    const threshold = Number(Math.min(factor * budget.share, 0.5).toPrecision(3));
    const over = windows.map((window) => `${shareOver(budget.ratio, window)} > ${threshold}`);
    const enough = suffix === 'Now' ? [`${budget.counted('1m')} > 0.1`] : [];
    return {
      name: `${budget.name}${suffix}`,
      expression: [...over, ...enough].join(' and '),
      for: '0s',
      severity,
      summary: `{{ $value | humanizePercentage }} of ${budget.what}`,
      impact: `Visitors notice. At this rate what a month allows is used up ${left}.`,
      firstStep: budget.firstStep,
    };
  });
}
