/** Port on loopback of every HAProxy: /stats;csv, which has the servers' addresses, too. */
export const INTERNAL_PORT = 8404;

/** In a `frontend` on that port. */
export const STATS = `  stats enable
  stats uri /stats
  stats show-legends
  stats hide-version
`;
