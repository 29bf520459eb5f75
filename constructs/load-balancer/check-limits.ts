import type { PropChecks } from '../validation';
import { DEFAULT_LIMITS, LIMIT_RANGES, type RequestLimits } from './request-limits';

/** The limits with their defaults; what is out of range is reported. */
export function resolveLimits(checks: PropChecks, limits: RequestLimits = {}): Required<RequestLimits> {
  const resolved = { ...DEFAULT_LIMITS, ...limits };
  for (const [name, [min, max]] of Object.entries(LIMIT_RANGES))
    checks.wholeNumber(`limits.${name}`, resolved[name as keyof RequestLimits], min, max);
  return resolved;
}
