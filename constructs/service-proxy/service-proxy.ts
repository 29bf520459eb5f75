import type { CloudConfig } from '../cloud-init/cloud-config';
import { sized } from '../cloud-init/sized';
import { KNOWS_PRIVATE_ADDRESS } from '../droplet/private-address';
import { HAPROXY_SANDBOX } from '../haproxy/haproxy-sandbox';
import { serverState } from '../haproxy/name-discovery';
import type { ResolvedTimeouts } from '../http/timeouts';
import { TIER_CA, TIER_CERTIFICATE, startsWith } from '../haproxy/tier-tls-files';
import type { ProxyListener } from './connection';
import { renderServiceProxy, type TlsInbound } from './render-service-proxy';

/** Most bytes of a host name: Terraform's values in the configuration are those of databases. */
const HOST_NAME_SIZE = 255;

/** The service proxy of a node that calls these services, or is called by TLS; nothing for any other. */
export function serviceProxy(
  listeners: readonly ProxyListener[],
  {
    timeouts,
    inbound,
  }: {
    readonly timeouts?: ResolvedTimeouts;
    readonly inbound?: TlsInbound;
  } = {},
): readonly CloudConfig[] {
  if (listeners.length === 0 && !inbound) return [];
  const needs = [...(listeners.some(({ tls }) => tls) ? [TIER_CA] : []), ...(inbound ? [TIER_CERTIFICATE] : [])];
  const proxy = {
    packages: ['haproxy'],
    files: [
      sized(
        { path: '/etc/haproxy/haproxy.cfg', content: renderServiceProxy(listeners, timeouts, inbound) },
        HOST_NAME_SIZE,
      ),
      {
        path: '/etc/systemd/system/haproxy.service.d/sandbox.conf',
        content: `${needs.length > 0 ? startsWith(...needs) : ''}${KNOWS_PRIVATE_ADDRESS}${HAPROXY_SANDBOX}`,
      },
    ],
    commands: [['systemctl', 'enable', '--now', 'haproxy.service']],
  };
  return [proxy, serverState];
}

/** In a node's settings: has the service proxy take up what its configuration names. */
export const APPLY_SERVICE_PROXY: readonly (readonly string[])[] = [
  ['haproxy', '-c', '-q', '-f', '/etc/haproxy/haproxy.cfg'],
  ['systemctl', 'reload-or-restart', 'haproxy.service'],
];
