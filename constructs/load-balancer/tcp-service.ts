import type { ITier } from '../droplet/tier';
import { isCidr } from '../network/cidr';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';

/** Where connections to a port of the load balancers go as they are, behind a header of the PROXY protocol (version 2). */
export interface TcpService {
  /** Lower-case letters, digits and hyphens; unique among the load balancers' services. */
  readonly name: string;
  /** Port of the load balancers. */
  readonly publicPort: number;
  /** Ranges that may connect to it, CIDR. */
  readonly from: readonly string[];
  /** One private name that holds the addresses of all servers. */
  readonly tierName: string;
  /** Most servers there may ever be, counting those that a deploy is replacing. */
  readonly slots: number;
  /** TCP port of the servers. */
  readonly port: number;
  /** Port on which a server answers 200 while it can serve, and something else while it cannot, to any path. @default none: it takes connections */
  readonly reachPort?: number;
  /** The servers, when this package made them: their firewall is opened. @default somebody else did */
  readonly tier?: ITier;
}

/** Ports of the load balancers' own: for visitors, ssh, HAProxy's figures, reports, settings and exporters. */
const isTaken = (port: number) => [22, 80, 443].includes(port) || (port >= 8404 && port <= 8406) || inReports(port);

/** Reports, settings, exporters and role agents of every node. */
export function inReports(port: number): boolean {
  return port >= 9100 && port <= 9299;
}

/** Reports what HAProxy would refuse, or another part of the node has. */
export function checkTcpServices(checks: PropChecks, services: readonly TcpService[]): void {
  for (const { name, publicPort, from, tierName, slots, port, reachPort } of services) {
    const named = (text: string) => /^[a-z][a-z0-9-]{0,62}$/.test(text);
    const words = 'be lower-case letters, digits and hyphens, at most 63';
    if (checks.requireResolved('tcpServices.name', name))
      checks.check('tcpServices.name', name, named, words, "write it like 'app-mqtt'");
    checks.wholeNumber('tcpServices.publicPort', publicPort, 1, 65535);
    const rule = 'be no port of the load balancers themselves (22, 80, 443, 8404-8406, 9100-9299)';
    checks.require(!isTaken(publicPort), 'tcpServices.publicPort', rule, publicPort, "give 'publicPort' another one");
    checks.each('tcpServices.from', from, isCidr, 'hold ranges in CIDR form', "write them like '198.51.100.0/24'");
    const anybody = "write ['0.0.0.0/0', '::/0'] for everybody";
    checks.require(from.length > 0, 'tcpServices.from', 'name who may connect', from, anybody);
    checks.check('tcpServices.tierName', tierName, isHostName, 'be a host name', "write it like 'app.int.foobar.com'");
    checks.wholeNumber('tcpServices.slots', slots, 1, 1000);
    checks.wholeNumber('tcpServices.port', port, 1, 65535);
    checks.wholeNumber('tcpServices.reachPort', reachPort ?? 1, 1, 65535);
  }
  const all = (of: (one: TcpService) => unknown) => services.map((one) => String(of(one)));
  checks.unique(
    'tcpServices.name',
    all(({ name }) => name),
  );
  checks.unique(
    'tcpServices.publicPort',
    all(({ publicPort }) => publicPort),
  );
}
