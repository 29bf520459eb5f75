import { BY_NAME } from '../haproxy/name-discovery';
import { LAST_RESORT_CARE, lastResortOf, serverCare, useLastResort } from '../haproxy/server-care';
import type { HaproxyModel } from './haproxy-model';
import { limit } from './render-limits';
import type { TcpService } from './tcp-service';

/** One JSON object a connection, when it ends. */
const LOG = `log-format '{${[
  '"time":"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]"',
  '"client":"%ci"',
  '"bytes":%B',
  '"connect_ms":%Tc',
  '"total_ms":%Tt',
  '"backend":"%b"',
  '"server":"%s"',
  '"retries":"%rc"',
  '"end":"%ts"',
].join(',')}}'`;

/** Ports of apps' own. `client`: what counts as one client. */
export function renderTcpServices({ tcpServices = [], timeouts }: HaproxyModel, client: string): string {
  return tcpServices.map((one) => renderService(one, timeouts.idleTunnel, client)).join('\n');
}

/** A connection that an app's node has refused goes to another node; once it is made, it is never tried again. */
function renderService(service: TcpService, idle: number, client: string): string {
  const name = `tcp_${service.name}`;
  return `frontend ${name}
  mode tcp
  no option http-no-delay
  no option idle-close-on-response
  bind :${service.publicPort}
  ${LOG}
  timeout client ${idle}s
  option clitcpka
  clitcpka-idle 30s
  clitcpka-intvl 10s
  clitcpka-cnt 3
  stick-table type ipv6 size 200k expire 60s store conn_cur
  tcp-request connection track-sc1 ${client}
  tcp-request connection reject if { sc1_conn_cur gt ${limit('connectionsPerClient')} }
${useLastResort(name)}  default_backend ${name}

backend ${name}
${renderServers(service, name, idle, `${renderChecks(service)}  default-server ${serverCare(10, 'layer4')} ${BY_NAME}\n`)}
# While no server passes its checks: those that accept connections.
backend ${lastResortOf(name)}
${renderServers(service, name, idle, `  default-server ${LAST_RESORT_CARE} ${BY_NAME}\n`)}`;
}

/** A server that has vanished is found out by the connections to it, within a minute; the same as for clients. */
function renderServers({ tierName, port, slots }: TcpService, name: string, idle: number, care: string): string {
  return `  mode tcp
  no option http-no-delay
  balance leastconn
  timeout server ${idle}s
  option srvtcpka
  srvtcpka-idle 30s
  srvtcpka-intvl 10s
  srvtcpka-cnt 3
${care}  server-template ${name}- 1-${slots} ipv4@${tierName}:${port} send-proxy-v2
`;
}

/** A node that is about to leave closes its report's port first. */
function renderChecks({ reachPort }: TcpService): string {
  const reach =
    reachPort === undefined
      ? ''
      : `  tcp-check connect port ${reachPort}
  tcp-check send "GET /reach HTTP/1.0\\r\\n\\r\\n"
  tcp-check expect rstring "^HTTP/1\\.[01] 200"
`;
  return `  timeout check 1s
  option tcp-check
${reach}  tcp-check connect default
`;
}
