import { TIERS } from '../../constructs/tiers';
import type { ExpectedAlerts } from '../monitoring/alert-silences';

const ONE_AWAY = [
  'MysqlPrimaryWithoutSecondaries',
  'MysqlBelowSize',
  'MysqlReplicationBroken',
  'MysqlReplicationLate',
] as const;
const UNKNOWN_NODE = ['NodeDown', 'ExporterDown', 'FactsMissing', 'UnitsFailed'] as const;

/** What operations on the database make fire by themselves. */
export const EXPECTED = {
  /** A node stops for a while, or takes a copy. */
  oneAway: { names: ONE_AWAY, tier: TIERS.database.role },
  noPrimary: { names: [...ONE_AWAY, 'MysqlWithoutPrimary'], tier: TIERS.database.role },
  newDroplet: { names: [...ONE_AWAY, ...UNKNOWN_NODE], tier: TIERS.database.role },
} as const satisfies Record<string, ExpectedAlerts>;
