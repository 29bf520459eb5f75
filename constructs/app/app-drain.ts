import { REACH_PORT } from '../haproxy/health-check';
import { NGINX_DRAINING } from '../web/render-nginx';

/** While this is there, the app's process ends for one that has its connections: nobody is to go elsewhere. */
export const SWITCHED = '/run/app-switched';

/** A droplet of its own, where the app listens on the private address; or nginx's, where it listens on loopback. */
export type AppNode = 'of its own' | 'beside nginx';

/** Before the app starts: its callers may come again. To delete a table that is not there is an error, so it is added first. */
export const COMES: Readonly<Record<AppNode, string>> = {
  'of its own': `/usr/sbin/nft 'add table inet app_drain; delete table inet app_drain'`,
  'beside nginx': `/bin/rm -f ${NGINX_DRAINING}`,
};

/**
 * Before the app is told to end, its callers go elsewhere. First its node says that it leaves, and serves on: a check begins within 0.5 s, a second one
 * 0.2 s after it has failed, and one that had begun before may take 2.5 s. All nodes of a release leave together, and a request that finds
 * the first one's port closed could find the next one's closed, too. On a node of its own it is the port where callers ask what
 * the node reaches; beside nginx, nginx reports that the node drains. Then new connections are refused, for callers that have missed it: what is
 * refused was not begun, so even a POST may go to another node. Established ones finish.
 */
const LEAVES: Readonly<Record<AppNode, (ports: readonly number[]) => string>> = {
  'of its own': (
    ports,
  ) => `nft 'table inet app_drain { chain input { type filter hook input priority filter; ${refuse([REACH_PORT])}; }; }'
sleep 3.5
nft 'add rule inet app_drain input ${refuse(ports)}'
exec sleep 1
`,
  'beside nginx': () => `touch ${NGINX_DRAINING}
exec sleep 2.5
`,
};

/** Shell. */
export function renderLeave(node: AppNode, ports: readonly number[]): string {
  return `#!/bin/sh -e
# Another process on this node has the connections already.
[ ! -e ${SWITCHED} ] || exit 0
${LEAVES[node]([...new Set(ports)])}`;
}

function refuse(ports: readonly number[]): string {
  const set = ports.length > 1 ? `{ ${ports.join(', ')} }` : ports[0];
  return `tcp dport ${set} tcp flags & (syn | ack) == syn reject with tcp reset`;
}
