import type { HaproxyModel } from './haproxy-model';

/**
 * Measured: a server killed or vanished costs no GET and doubles no POST. `observe layer4`, not layer7: there one URL
 * that answers 500 takes every server down. No `on-marked-down shutdown-sessions`: it fails requests that would finish.
 */
const CARE =
  'check inter 500ms fastinter 200ms downinter 1s fall 2 rise 2 observe layer4 error-limit 3 on-error mark-down slowstart 5s tcp-ut 1000';
/** Found by name while running; a name without an answer is no error. */
const DISCOVERY = 'resolvers private resolve-prefer ipv4 init-addr none';

export function renderBackends(model: HaproxyModel): string {
  const { traffic } = model;
  return traffic.kind === 'balanced'
    ? `backend web
  balance ${traffic.algorithm}
${health(model)}  default-server ${CARE} ${DISCOVERY}
  server-template web- 1-${model.backend.slots} ${model.backend.tierName}:${model.backend.port}
`
    : renderActivePassive(model, traffic);
}

function renderActivePassive(
  model: HaproxyModel,
  traffic: Extract<HaproxyModel['traffic'], { kind: 'active-passive' }>,
): string {
  const { nodeNames, port } = model.backend;
  const host = (name: string) => name.split('.')[0]!;
  const passive = nodeNames.slice(traffic.active);
  return `backend web
  balance roundrobin
  # All passive servers share the work when they have it.
  option allbackups
${health(model)}  default-server ${CARE} ${DISCOVERY}
${nodeNames
  .map((name, i) => {
    const role = i < traffic.active ? `maxconn ${traffic.maxConnections}` : 'backup';
    return `  server ${host(name)} ${name}:${port} ${role}\n`;
  })
  .join('')}
backend web_overflow
  balance roundrobin
${safeRetries()}  default-server slowstart 5s tcp-ut 1000 ${DISCOVERY}
${passive.map((name) => `  server ${host(name)} ${name}:${port} track web/${host(name)}\n`).join('')}`;
}

function health({ backend, hostNames }: HaproxyModel): string {
  return `${safeRetries()}  option httpchk
  http-check send meth GET uri ${backend.healthCheckPath} ver HTTP/1.1 hdr Host ${hostNames[0]}
  http-check expect status 200
`;
}

/** Sent twice, a POST may do its work twice. */
function safeRetries(): string {
  return '  http-request disable-l7-retry if !{ method GET HEAD OPTIONS }\n';
}
