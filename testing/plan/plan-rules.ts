import type { PlanRule } from './plan-rule';
import { CERTIFICATE_RULES } from './rules/certificates';
import { DATA_LOSS_RULES } from './rules/data-loss';
import { DATABASE_RULES } from './rules/databases';
import { DROPLET_RULES } from './rules/droplets';
import { FIRST_RULES, LAST_RULES } from './rules/general';
import { NETWORK_RULES } from './rules/networks';
import { SECURITY_RULES } from './rules/security';
import { STORAGE_RULES } from './rules/storage';
import { ZONE_RULES } from './rules/zones';

/**
 * The table. The first rule that applies to a change judges it, so the special ones stand before the general ones, and what is worse before
 * what is harmless.
 */
export const PLAN_RULES: readonly PlanRule[] = [
  ...FIRST_RULES,
  ...DATA_LOSS_RULES,
  ...SECURITY_RULES,
  ...STORAGE_RULES,
  ...DROPLET_RULES,
  ...DATABASE_RULES,
  ...NETWORK_RULES,
  ...ZONE_RULES,
  ...CERTIFICATE_RULES,
  ...LAST_RULES,
];
