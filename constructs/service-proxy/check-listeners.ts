import { checkHealthCheck } from '../haproxy/health-check';
import { checkResponseTimeout } from '../http/timeouts';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';
import type { ProxyListener } from './connection';

/** Reports what HAProxy on a calling node would refuse. */
export function checkListeners(checks: PropChecks, listeners: readonly ProxyListener[]): void {
  for (const listener of listeners) {
    const { name, port, servers, serverPort, healthCheck, reachPort, concurrency, preferred, tls } = listener;
    checks.check(
      'listeners.name',
      name,
      (one) => /^[a-z][a-z0-9-]{0,31}$/.test(one),
      'be lower-case letters, digits and hyphens, at most 32',
      "write it like 'mysql-writer'",
    );
    checks.wholeNumber('listeners.port', port, 1, 65535);
    checks.wholeNumber('listeners.serverPort', serverPort, 1, 65535);
    checks.wholeNumber('listeners.healthCheck.port', healthCheck.port ?? serverPort, 1, 65535);
    checkHealthCheck(checks, 'listeners.healthCheck', healthCheck);
    checks.wholeNumber('listeners.reachPort', reachPort ?? 1, 1, 65535);
    checks.wholeNumber('listeners.concurrency', concurrency ?? 1, 1, 10_000);
    checkResponseTimeout(checks, 'listeners.responseTimeoutSeconds', listener.responseTimeoutSeconds);
    checkNames(checks, 'listeners.servers', 'tier' in servers ? [servers.tier] : servers.names);
    if ('tier' in servers) checks.wholeNumber('listeners.servers.slots', servers.slots, 1, 1000);
    if (tls) checkNames(checks, 'listeners.tls.serverName', [tls.serverName]);
    if (!preferred) continue;
    checkNames(checks, 'listeners.preferred', preferred.names);
    checks.wholeNumber('listeners.preferred.serverPort', preferred.serverPort, 1, 65535);
    checks.wholeNumber('listeners.preferred.loopbackCheck', preferred.loopbackCheck, 1, 65535);
  }
  const all = <T>(of: (listener: ProxyListener) => T) => listeners.map((one) => String(of(one)));
  checks.unique(
    'listeners.name',
    all(({ name }) => name),
  );
  checks.unique(
    'listeners.port',
    all(({ port }) => port),
  );
}

function checkNames(checks: PropChecks, prop: string, names: readonly string[]): void {
  checks.require(names.length > 0, prop, 'name a server', names, "write { names: ['mysql-1.int.foobar.com'] }");
  checks.each(prop, names, isHostName, 'hold host names', "write them like 'mysql-1.int.foobar.com'");
}
