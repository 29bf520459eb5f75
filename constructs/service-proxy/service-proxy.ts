import type { CloudConfig } from '../cloud-init/cloud-config';
import { sized } from '../cloud-init/sized';
import { HAPROXY_SANDBOX } from '../haproxy/haproxy-sandbox';
import { serverState } from '../haproxy/name-discovery';
import type { ResolvedTimeouts } from '../http/timeouts';
import type { ProxyListener } from './connection';
import { renderServiceProxy } from './render-service-proxy';

/** Most bytes of a host name: Terraform's values in the configuration are those of databases. */
const HOST_NAME_SIZE = 255;

/** The service proxy of a node that calls these services; nothing for a node that calls none. */
export function serviceProxy(listeners: readonly ProxyListener[], timeouts?: ResolvedTimeouts): readonly CloudConfig[] {
  if (listeners.length === 0) return [];
  const proxy = {
    packages: ['haproxy'],
    files: [
      sized({ path: '/etc/haproxy/haproxy.cfg', content: renderServiceProxy(listeners, timeouts) }, HOST_NAME_SIZE),
      { path: '/etc/systemd/system/haproxy.service.d/sandbox.conf', content: `[Service]\n${HAPROXY_SANDBOX}` },
    ],
    commands: [['systemctl', 'enable', '--now', 'haproxy.service']],
  };
  return [proxy, serverState];
}
