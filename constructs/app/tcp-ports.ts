import { isCidr } from '../network/cidr';
import { slotsFor } from '../haproxy/slots';
import { REACH_PORT } from '../haproxy/health-check';
import type { ITier } from '../droplet/tier';
import { inReports, type TcpService } from '../load-balancer/tcp-service';
import type { PropChecks } from '../validation';
import { APP_METRICS_PORT, APP_PORT, APP_TLS_PORT } from '../web/render-nginx';

/**
 * A port of the app's own, for another protocol than HTTP. Its connections come by way of the load balancers, as they are, each with a header of the PROXY
 * protocol, version 2, in front, which names the client. Who may connect changes without replacing nodes; all else replaces the load balancers,
 * and another `port` the app's nodes, too.
 */
export interface TcpPort {
  /** Port of each of the app's nodes, at the address HOST; the app is told by `PORT_NAME`, since a release that starts beside another has another one. */
  readonly port: number;
  /** Port of the load balancers. @default - the same as `port` */
  readonly publicPort?: number;
  /** Ranges that may connect, CIDR; `['0.0.0.0/0', '::/0']` is everybody. */
  readonly from: readonly string[];
}

/** By names of lower-case letters, digits and hyphens. */
export type TcpPorts = Readonly<Record<string, TcpPort>>;

/** How the app is told of a port: `PORT_MQTT` of `mqtt`. */
export function portVariable(name: string): string {
  return `PORT_${name.toUpperCase().replace(/-/g, '_')}`;
}

/** Where those of a release are that starts beside another one. */
export const FIRST_PORT_BESIDE = 8010;
const MOST_PORTS = 50;

/** Others on the node: ssh, the app's own HTTP, its service proxy and MySQL on loopback, reports and exporters. */
function isTaken(port: number): boolean {
  const own = [22, 3306, 3307, APP_PORT, APP_METRICS_PORT, APP_TLS_PORT];
  const isBeside = port > APP_METRICS_PORT && port < FIRST_PORT_BESIDE + MOST_PORTS;
  return isBeside || own.includes(port) || (port >= 8404 && port <= 8406) || inReports(port);
}

export function checkTcpPorts(checks: PropChecks, ports: TcpPorts): void {
  for (const [name, { port, publicPort, from }] of Object.entries(ports)) {
    const rule = 'have names of lower-case letters, digits and hyphens, at most 31, that begin with a letter';
    checks.require(/^[a-z][a-z0-9-]{0,30}$/.test(name), 'tcpPorts', rule, name, "write it like 'mqtt'");
    checks.wholeNumber(`tcpPorts.${name}.port`, port, 1024, 65535);
    const free = 'be a port that nothing else on the node has';
    checks.require(!isTaken(port), `tcpPorts.${name}.port`, free, port, 'have the app listen on another one');
    checks.wholeNumber(`tcpPorts.${name}.publicPort`, publicPort ?? 1, 1, 65535);
    const ranges = 'hold ranges in CIDR form';
    checks.each(`tcpPorts.${name}.from`, from, isCidr, ranges, "write them like '198.51.100.0/24'");
  }
  const count = Object.keys(ports).length;
  checks.require(count <= MOST_PORTS, 'tcpPorts', `be at most ${MOST_PORTS}`, count, 'let some share a port');
  const all = Object.values(ports).map(({ port }) => String(port));
  checks.unique('tcpPorts.port', all);
}

/** As load balancers call the nodes. */
export function tcpServicesOf(group: ITier, ports: TcpPorts): readonly TcpService[] {
  return Object.entries(ports).map(([name, { port, publicPort = port, from }]) => ({
    ...{ name: `${group.role}-${name}`, port, publicPort, from, reachPort: REACH_PORT },
    ...{ tierName: group.tierName, slots: slotsFor(group.nodeNames.length), tier: group },
  }));
}
