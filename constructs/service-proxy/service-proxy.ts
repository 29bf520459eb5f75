import type { CloudConfig } from '../cloud-init/cloud-config';
import { sized } from '../cloud-init/sized';
import { KNOWS_PRIVATE_ADDRESS } from '../droplet/private-address';
import type { NodeSettings } from '../droplet/node-settings';
import { CHECK_HAPROXY } from '../haproxy/check-haproxy';
import { HAPROXY_SERVICE } from '../haproxy/haproxy-sandbox';
import type { HaproxySnippet } from '../haproxy/haproxy-snippet';
import { REACH_PORT } from '../haproxy/health-check';
import { serverState } from '../haproxy/name-discovery';
import { TIER_CA, TIER_CERTIFICATE, startsWith } from '../haproxy/tier-tls-files';
import type { ResolvedTimeouts } from '../http/timeouts';
import { caFile } from '../tls/tier-tls';
import type { ProxyListener } from './connection';
import {
  renderServiceProxy,
  renderServiceProxyInTwo,
  type ServicesModel,
  type TlsInbound,
} from './render-service-proxy';
import { servicesForm } from './services-form';
import { startUnits } from '../cloud-init/start-units';

/** Most bytes of a host name: Terraform's values in the configuration are those of databases. */
const HOST_NAME_SIZE = 255;
const CONFIGURATION = '/etc/haproxy/haproxy.cfg';
/** The HTTP services of a node that takes them as a setting. */
const SERVICES = '/etc/haproxy/services.cfg';

/** The service proxy of a node that calls these services, is called by TLS, or reports to its callers whether it can serve; nothing for any other. */
export function serviceProxy(
  listeners: readonly ProxyListener[],
  {
    reports = false,
    ...model
  }: {
    readonly timeouts?: ResolvedTimeouts;
    readonly snippets?: readonly HaproxySnippet[];
    readonly inbound?: TlsInbound;
    readonly reports?: boolean;
  } = {},
): readonly CloudConfig[] {
  const { inbound } = model;
  if (listeners.length === 0 && !inbound && !reports) return [];
  const needs = [...(listeners.some(({ tls }) => tls) ? [TIER_CA] : []), ...(inbound ? [TIER_CERTIFICATE] : [])];
  return haproxy(renderServiceProxy(listeners, model), needs);
}

/**
 * The service proxy of a node whose HTTP services come and go without replacing it: they are a setting. While at least one of them is reached, the
 * node is in service.
 */
export function changingServiceProxy(
  listeners: readonly ProxyListener[],
  model: ServicesModel = {},
): { readonly parts: readonly CloudConfig[]; readonly settings: readonly NodeSettings[] } {
  const http = listeners.filter(({ protocol }) => protocol === 'http');
  if (http.length === 0) return { parts: serviceProxy(listeners, model), settings: [] };
  const { fixed, services } = renderServiceProxyInTwo(listeners, model);
  const tls = http.find((one) => one.tls)?.tls;
  const files = [
    { path: SERVICES, form: servicesForm(model.snippets), content: services },
    ...(tls ? [caFile(tls)] : []),
  ];
  return {
    // systemd splits the variable at its spaces.
    parts: haproxy(
      fixed,
      [SERVICES, ...(tls ? [TIER_CA] : [])],
      `Environment="CONFIG=${CONFIGURATION} -f ${SERVICES}"\n`,
    ),
    settings: [{ files, apply: [...applying(CONFIGURATION, SERVICES), UNTIL_FOUND] }],
  };
}

function haproxy(configuration: string, needs: readonly string[], environment = ''): readonly CloudConfig[] {
  const proxy = {
    packages: ['haproxy'],
    files: [
      CHECK_HAPROXY,
      sized({ path: CONFIGURATION, content: configuration }, HOST_NAME_SIZE),
      {
        path: '/etc/systemd/system/haproxy.service.d/sandbox.conf',
        content: `${needs.length > 0 ? startsWith(...needs) : ''}${KNOWS_PRIVATE_ADDRESS}${environment}${HAPROXY_SERVICE}`,
      },
    ],
    // What needs settings is checked with them.
    commands: [...(needs.length > 0 ? [] : [['check-haproxy', CONFIGURATION]]), startUnits('haproxy.service')],
  };
  return [proxy, serverState];
}

const applying = (...files: readonly string[]): readonly (readonly string[])[] => [
  ['check-haproxy', ...files],
  ['systemctl', 'reload-or-restart', 'haproxy.service'],
];

/** In a node's settings: has the service proxy take up what its configuration names. */
export const APPLY_SERVICE_PROXY = applying(CONFIGURATION);

/** What comes after it may send requests to a new service. One that is down is no reason to refuse the settings. */
const UNTIL_FOUND = [
  'sh',
  '-c',
  `for i in $(seq 40); do curl -fsS -m 1 -o /dev/null http://127.0.0.1:${REACH_PORT}/all && break; sleep 0.25; done 2>/dev/null; :`,
];
