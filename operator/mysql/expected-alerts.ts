import type { ExpectedAlerts } from '../monitoring/silences';

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
  oneAway: { names: ONE_AWAY, tier: 'mysql' },
  noPrimary: { names: [...ONE_AWAY, 'MysqlWithoutPrimary'], tier: 'mysql' },
  newDroplet: { names: [...ONE_AWAY, ...UNKNOWN_NODE], tier: 'mysql' },
} as const satisfies Record<string, ExpectedAlerts>;
