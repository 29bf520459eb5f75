import { existsSync } from 'node:fs';
import {
  ADMIN_ADDRESS,
  EDGE_ADDRESS,
  METADATA_ADDRESS,
  RESERVED_RANGE,
  VISITOR_ADDRESS,
} from '../../local-cloud/addresses';
import { until } from '../../host/until';
import { addNamespace, deleteNamespace, inNamespace } from '../../local-cloud/host/netns';
import { startDetached } from '../../local-cloud/host/processes';
import { run } from '../../host/run';
import { OUTSIDERS, namespaceOfAddress, outsideNamespace } from '../../local-cloud/network/outside';
import { plugOutside } from '../../local-cloud/network/plug-outside';
import { renderPacketFilter } from '../../local-cloud/network/render-packet-filter';
import { placeOf } from '../../local-cloud/network/topology';
import { STATE } from '../unit/local-cloud/network/state';
import { openPorts } from './port-scan';

const [ROUTER, DROPLET] = ['pf-router', 'pf-droplet'];
const LISTENING = [22, 80, 443];
const METADATA_PORT = 80;
const RESERVED = '203.0.113.200';
const loadBalancer = STATE.droplets[0]!;
const { publicLink, anchor } = placeOf(loadBalancer);

const open = (from: string, to: string, last?: number) => openPorts(namespaceOfAddress(ROUTER, from), from, to, last);

jest.setTimeout(180_000);

function listenIn(namespace: string, ports: readonly number[]): void {
  const server = `
import socketserver, threading
socketserver.TCPServer.allow_reuse_address = True
servers = [socketserver.TCPServer(("0.0.0.0", port), socketserver.BaseRequestHandler) for port in (${ports.join(', ')},)]
threads = [threading.Thread(target=one.serve_forever) for one in servers]
[one.start() for one in threads]`;
  startDetached('ip', ['netns', 'exec', namespace, 'python3', '-c', server], { log: '/dev/null' });
}

/** With the servers, which are in them. */
async function removeNamespaces(): Promise<void> {
  const outside = OUTSIDERS.map((outsider) => outsideNamespace(ROUTER, outsider));
  for (const name of [DROPLET, ...outside, ROUTER]) if (existsSync(`/run/netns/${name}`)) await deleteNamespace(name);
}

/** The router, strangers, and one droplet, a load balancer with the reserved IP: namespaces and cables, the real kernel's filter. */
beforeAll(async () => {
  // A run that was killed has left them.
  await removeNamespaces();
  for (const name of [ROUTER, DROPLET]) await addNamespace(name);
  await run('ip', [
    ...['link', 'add', publicLink, 'netns', ROUTER, 'type', 'veth'],
    ...['peer', 'name', 'eth0', 'netns', DROPLET],
  ]);
  await inNamespace(
    DROPLET,
    `ip link set lo up; ip link set eth0 up; ip addr add ${loadBalancer.publicIp}/24 dev eth0
    ip addr add ${anchor}/16 dev eth0; ip route add default via 203.0.113.1`,
  );
  await inNamespace(
    ROUTER,
    `ip link set lo up; ip link set ${publicLink} up
    for address in 203.0.113.1 10.17.0.1 ${METADATA_ADDRESS}; do ip addr add $address/32 dev lo; done
    ip route add ${loadBalancer.publicIp} dev ${publicLink} src 203.0.113.1
    ip route add ${anchor} dev ${publicLink} src 10.17.0.1
    ip route add ${RESERVED_RANGE} dev lo
    ip route add unreachable default
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.${publicLink}.rp_filter=0 \\
      net.ipv4.conf.${publicLink}.proxy_arp=1 net.ipv4.neigh.${publicLink}.proxy_delay=0`,
  );
  await plugOutside(ROUTER);
  const filter = renderPacketFilter(STATE);
  await run('ip', ['netns', 'exec', ROUTER, 'nft', '-f', '-'], { input: filter });
  listenIn(DROPLET, LISTENING);
  listenIn(ROUTER, [METADATA_PORT]);
  listenIn(outsideNamespace(ROUTER, 'edge'), [443]);
});
afterAll(removeNamespaces);

test.each([
  ['its own address', loadBalancer.publicIp],
  ['the reserved IP', RESERVED],
])('a droplet’s firewall applies to what comes to %s, on all 65,535 ports', async (_, address) => {
  await until(async () => (await open(EDGE_ADDRESS, address, 443)).includes(443), 20, `${address} answers`);
  expect(await open(EDGE_ADDRESS, address)).toEqual([443]);
  expect(await open(VISITOR_ADDRESS, address)).toEqual([]);
});

test('the nodes of a droplet listen on more than the firewall shows', async () => {
  expect(await openPorts(DROPLET, '127.0.0.1', '127.0.0.1', 1024)).toEqual(LISTENING);
});

test('visitors reach the edge through the router', async () => {
  await until(async () => (await open(VISITOR_ADDRESS, EDGE_ADDRESS, 443)).includes(443), 20, 'the edge answers');
  expect(await open(VISITOR_ADDRESS, EDGE_ADDRESS, 1024)).toEqual([443]);
});

test('nobody outside sends from an address of another', async () => {
  const visitors = outsideNamespace(ROUTER, 'visitors');
  await inNamespace(visitors, `ip addr add ${EDGE_ADDRESS}/32 dev lo`);
  expect(await openPorts(visitors, EDGE_ADDRESS, loadBalancer.publicIp, 443)).toEqual([]);
  await inNamespace(visitors, `ip addr del ${EDGE_ADDRESS}/32 dev lo`);
});

test('the metadata service answers droplets alone', async () => {
  const fromDroplet = () => openPorts(DROPLET, loadBalancer.publicIp, METADATA_ADDRESS, METADATA_PORT);
  await until(async () => (await fromDroplet()).includes(METADATA_PORT), 20, 'the metadata service answers');
  for (const from of [VISITOR_ADDRESS, EDGE_ADDRESS, ADMIN_ADDRESS])
    expect(await open(from, METADATA_ADDRESS, METADATA_PORT)).toEqual([]);
});

test('a reserved IP that no droplet has is silent', async () => {
  const visitors = outsideNamespace(ROUTER, 'visitors');
  const curl = ['netns', 'exec', visitors, 'curl', '-sS', '-m', '1', 'http://203.0.113.201/'];
  await expect(run('ip', curl)).rejects.toThrow('ended with 28');
});
