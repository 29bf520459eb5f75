import { EDGE_ADDRESS, VISITOR_ADDRESS } from '../../local-cloud/addresses';
import { addNamespace, deleteNamespace, inNamespace } from '../../local-cloud/host/netns';
import { startDetached } from '../../local-cloud/host/processes';
import { run } from '../../host/run';
import { renderPacketFilter } from '../../local-cloud/network/render-packet-filter';
import { placeOf } from '../../local-cloud/network/topology';
import { STATE } from '../unit/local-cloud/network/state';
import { openPorts } from './port-scan';

const [ROUTER, DROPLET] = ['pf-router', 'pf-droplet'];
const LISTENING = [22, 80, 443];
const RESERVED = '203.0.113.200';
const loadBalancer = STATE.droplets[0]!;
const { publicLink, anchor } = placeOf(loadBalancer);

jest.setTimeout(180_000);

/** The router and one droplet, a load balancer with the reserved IP: two namespaces and a cable, the real kernel's filter. */
beforeAll(async () => {
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
    for address in 203.0.113.1 10.17.0.1 ${VISITOR_ADDRESS} ${EDGE_ADDRESS}; do ip addr add $address/32 dev lo; done
    ip route add ${loadBalancer.publicIp} dev ${publicLink} src 203.0.113.1
    ip route add ${anchor} dev ${publicLink} src 10.17.0.1
    ip route add 203.0.113.192/26 dev lo
    sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.${publicLink}.rp_filter=0 \\
      net.ipv4.conf.${publicLink}.proxy_arp=1 net.ipv4.neigh.${publicLink}.proxy_delay=0`,
  );
  const filter = renderPacketFilter(STATE);
  await run('ip', ['netns', 'exec', ROUTER, 'nft', '-f', '-'], { input: filter });
  const server = `
import socketserver, threading
socketserver.TCPServer.allow_reuse_address = True
servers = [socketserver.TCPServer(("0.0.0.0", port), socketserver.BaseRequestHandler) for port in (${LISTENING.join(', ')})]
threads = [threading.Thread(target=one.serve_forever) for one in servers]
[one.start() for one in threads]`;
  startDetached('ip', ['netns', 'exec', DROPLET, 'python3', '-c', server], { log: '/dev/null' });
});
// With the server, which is in one of them.
afterAll(async () => {
  for (const name of [DROPLET, ROUTER]) await deleteNamespace(name);
});

test.each([
  ['its own address', loadBalancer.publicIp],
  ['the reserved IP', RESERVED],
])('a droplet’s firewall applies to what comes to %s, on all 65,535 ports', async (_, address) => {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;)
    if ((await openPorts(ROUTER, EDGE_ADDRESS, address, 443)).includes(443)) break;
  expect(await openPorts(ROUTER, EDGE_ADDRESS, address)).toEqual([443]);
  expect(await openPorts(ROUTER, VISITOR_ADDRESS, address)).toEqual([]);
});

test('the nodes of a droplet listen on more than the firewall shows', async () => {
  expect(await openPorts(DROPLET, '127.0.0.1', '127.0.0.1', 1024)).toEqual(LISTENING);
});
