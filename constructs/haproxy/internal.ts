/** Port on loopback of every HAProxy: /stats;csv, which has the servers' addresses, too. */
export const INTERNAL_PORT = 8404;

/** In `bind`, before the port. Its unit has the address in its environment (KNOWS_PRIVATE_ADDRESS), and a reload keeps that. */
export const PRIVATELY = (port: number): string => `"\${PRIVATE_IP}:${port}"`;

/** In a `frontend` on that port. */
export const STATS = `  stats enable
  stats uri /stats
  stats show-legends
  stats hide-version
`;
