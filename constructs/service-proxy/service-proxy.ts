import type { CloudConfig } from '../cloud-init/cloud-config';
import { serverState } from '../haproxy/name-discovery';
import type { ResolvedTimeouts } from '../http/timeouts';
import type { ProxyListener } from './connection';
import { renderServiceProxy } from './render-service-proxy';

/** The service proxy of a node that calls these services; nothing for a node that calls none. */
export function serviceProxy(listeners: readonly ProxyListener[], timeouts?: ResolvedTimeouts): readonly CloudConfig[] {
  if (listeners.length === 0) return [];
  const proxy = {
    packages: ['haproxy'],
    files: [{ path: '/etc/haproxy/haproxy.cfg', content: renderServiceProxy(listeners, timeouts) }],
    commands: [['systemctl', 'enable', '--now', 'haproxy.service']],
  };
  return [proxy, serverState];
}
