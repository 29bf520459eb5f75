import type { PropChecks } from '../validation';
import type { Backend } from './backend';
import type { TrafficRule } from './traffic-policy';

/** Reports what the policy cannot do with these servers. */
export function checkTraffic(checks: PropChecks, rule: TrafficRule, backend: Backend): void {
  const servers = backend.nodeNames.length;
  if (rule.kind === 'active-passive') {
    checks.require(
      servers >= 2,
      'backend',
      'name at least 2 servers for TrafficPolicy.activePassive()',
      backend.nodeNames,
      'add servers, or nodeNames to Backend.named()',
    );
    checks.wholeNumber('traffic.active', rule.active, 1, Math.max(1, servers - 1));
    checks.wholeNumber('traffic.maxConnections', rule.maxConnections, 1, 100_000);
    checks.wholeNumber('traffic.maxQueue', rule.maxQueue, 1, 100_000);
    checks.wholeNumber('traffic.recoverPercent', rule.recoverPercent, 1, 99);
    checks.wholeNumber('traffic.recoverSeconds', rule.recoverSeconds, 1, 3600);
    return;
  }
  const { stickyCookie = 'SERVER' } = rule;
  if (checks.requireResolved('traffic.stickyCookie', stickyCookie))
    checks.check(
      'traffic.stickyCookie',
      stickyCookie,
      (name) => /^[\w-]{1,64}$/.test(name),
      'be the name of a cookie',
      "write it like 'SERVER'",
    );
  if (rule.kind === 'balanced') return;
  checks.require(
    rule.weights.length === servers,
    'traffic.weights',
    `hold one weight for each of the ${servers} servers`,
    rule.weights,
    'add or remove weights, or nodeNames to Backend.named()',
  );
  for (const weight of rule.weights) checks.wholeNumber('traffic.weights', weight, 0, 256);
  checks.require(
    rule.weights.some((weight) => weight > 0),
    'traffic.weights',
    'let one server have requests',
    rule.weights,
    'give one a weight above 0',
  );
}
