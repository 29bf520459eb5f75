import type { ExpectedAlerts } from './alert-silences';

/** What a deploy may make fire by itself: nodes that come and go. The database's are none of them: a deploy replaces no database node. */
export const DEPLOY_ALERTS: ExpectedAlerts = {
  names: [
    'TierBelowRedundancy',
    'LoadBalancerWithoutStandby',
    'FailoverUndecided',
    'FailoverFlapping',
    'NodeDown',
    'ExporterDown',
    'FactsMissing',
    'UnitsFailed',
  ],
};
