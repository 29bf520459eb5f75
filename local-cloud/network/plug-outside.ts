import { addNamespace, inNamespace, namespaceExists } from '../host/netns';
import { run, succeeds } from '../../host/run';
import { OUTSIDE, OUTSIDERS, namespaceOfAddress, outsideLink, outsideNamespace, type Outsider } from './outside';
import { gatewayOf } from './topology';

/** Adds an address of a range outside to the namespace that it belongs to; idempotent. */
export async function addOutsideAddresses(router: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses)
    await inNamespace(namespaceOfAddress(router, address), `ip addr replace ${address}/32 dev lo`);
}

/** Makes the namespaces outside, and their cables to the router's namespace; idempotent. */
export async function plugOutside(router: string): Promise<void> {
  await Promise.all(OUTSIDERS.map((outsider) => plug(router, outsider)));
}

async function plug(router: string, outsider: Outsider): Promise<void> {
  const { address, range } = OUTSIDE[outsider];
  const [namespace, link, gateway] = [
    outsideNamespace(router, outsider),
    outsideLink(outsider),
    gatewayOf(range).address,
  ];
  if (!(await namespaceExists(namespace))) await addNamespace(namespace);
  if (!(await succeeds('ip', ['-n', router, 'link', 'show', link])))
    await run('ip', [
      ...['link', 'add', 'name', link, 'netns', router, 'type', 'veth'],
      ...['peer', 'name', 'eth0', 'netns', namespace],
    ]);
  await inNamespace(
    router,
    `ip addr replace ${gateway}/32 dev lo
    ip link set ${link} up
    sysctl -qw net.ipv4.conf.${link}.rp_filter=0
    ip route replace ${range} dev ${link} src ${gateway}`,
  );
  await inNamespace(
    namespace,
    `ip link set lo up
    ip link set eth0 up
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    ip addr replace ${address}/32 dev lo
    ip route replace default via ${gateway} dev eth0 onlink src ${address}`,
  );
}
