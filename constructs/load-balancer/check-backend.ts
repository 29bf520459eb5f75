import { checkHealthCheck } from '../haproxy/health-check';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';
import type { Backend } from './backend';

/** Reports what HAProxy would refuse of the servers. */
export function checkBackend(checks: PropChecks, backend: Backend): void {
  const { tierName, nodeNames, healthCheck, reachPort } = backend;
  checks.wholeNumber('backend.port', backend.port, 1, 65535);
  checks.wholeNumber('backend.slots', backend.slots, Math.max(1, nodeNames.length), 1000);
  if (checks.requireResolved('backend.httpReuse', backend.httpReuse))
    checks.oneOf('backend.httpReuse', backend.httpReuse, ['safe', 'always']);
  if (checks.requireResolved('backend.observe', backend.observe))
    checks.oneOf('backend.observe', backend.observe, ['layer4', 'layer7']);
  checkHealthCheck(checks, 'backend.healthCheck', healthCheck);
  checks.wholeNumber('backend.reachPort', reachPort ?? 1, 1, 65535);
  checks.check('backend.tierName', tierName, isHostName, 'be a host name', "write it like 'web.int.foobar.com'");
  checks.each('backend.nodeNames', nodeNames, isHostName, 'hold host names', "write them like 'web-1.int.foobar.com'");
  checks.unique('backend.nodeNames', nodeNames);
  if (!backend.tls) return;
  const { serverName } = backend.tls;
  checks.check(
    'backend.tls.serverName',
    serverName,
    isHostName,
    'be a host name',
    "write it like 'web.int.foobar.com'",
  );
}
