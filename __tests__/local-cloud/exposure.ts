import { EDGE_ADDRESS, VISITOR_ADDRESS } from '../../local-cloud/addresses';
import { namespaceOfAddress } from '../../local-cloud/network/outside';
import { openPorts } from './port-scan';
import { connects, node, onNode, settings, status } from './site';

const FROM = [VISITOR_ADDRESS, EDGE_ADDRESS];

/** `from -> node:port`, sorted, of these ports of every node and of the reserved IP. */
export async function answering(ports: readonly number[]): Promise<readonly string[]> {
  const { droplets } = await status();
  const reserved = droplets.flatMap(({ reservedIp }) => (reservedIp ? [['reserved', reservedIp] as const] : []));
  const targets = [...droplets.map(({ name, publicIp }) => [name.split('.')[0]!, publicIp] as const), ...reserved];
  const open = await Promise.all(
    targets.flatMap(([name, address]) =>
      FROM.flatMap((from) =>
        ports.map(async (port) => ((await connects(from, address, port)) ? [`${from} -> ${name}:${port}`] : [])),
      ),
    ),
  );
  return open.flat().sort();
}

/** `from -> address:port`, sorted, of all 65,535 ports of one node of each tier and of the reserved IP; and what is published. */
export async function answeringOfAll(): Promise<{ readonly open: string[]; readonly expected: string[] }> {
  const { droplets } = await status();
  const firsts = droplets.filter(({ name }) => /^[a-z]+-1\./.test(name)).map(({ publicIp }) => publicIp);
  const reserved = droplets.flatMap(({ reservedIp }) => reservedIp ?? []);
  const balancer = droplets.filter(({ name }) => name.startsWith('lb-1.')).map(({ publicIp }) => publicIp);
  const published = [...balancer, ...reserved];
  // One address after the other: that many packets at a time are enough.
  const open: string[] = [];
  for (const to of [...firsts, ...reserved]) {
    const scan = async (from: string) =>
      (await openPorts(namespaceOfAddress(settings.run, from), from, to)).map((port) => `${from} -> ${to}:${port}`);
    open.push(...(await Promise.all(FROM.map(scan))).flat());
  }
  const expected = published.flatMap((to) => [80, 443].map((port) => `${EDGE_ADDRESS} -> ${to}:${port}`));
  return { open: open.sort(), expected: expected.sort() };
}

/** On all addresses of a node, for a deploy and for administrators: ssh, its report, its settings. */
export const FROM_OUTSIDE: readonly string[] = ['tcp 22', 'tcp 9180', 'tcp 9181'];

/** Ports of both protocols on which a node listens beyond loopback and its private address, as `tcp 443`; DHCP's client is on its own link. */
export async function openToAll(name: string): Promise<readonly string[]> {
  const { privateIp } = await node(name);
  const sockets = (await onNode(name, 'ss -Hlntu')).trim().split('\n');
  const open = sockets.flatMap((line) => {
    const [protocol, , , , local] = line.split(/ +/);
    const [, address, port] = /^(.*):(\d+)$/.exec(local!)!;
    return /^(127\.|\[::1\]$|.*%)/.test(address!) || address === privateIp ? [] : [`${protocol} ${port}`];
  });
  return [...new Set(open)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
