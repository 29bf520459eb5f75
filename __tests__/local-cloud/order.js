/** Files that take over the site of the one before (shared-site.ts), in this order. */
const SHARING = ['monitoring', 'judges', 'chaos', 'load-balancing'];

/** Files that measure times or loads and have the machine to themselves. All others run two at a time, with a local cloud each. */
const ALONE = ['bench', 'load-generator', ...SHARING];

/**
 * Those that begin: the first waits for alerts more than it works, for a quarter of an hour, and the second has a follower that never catches up with
 * its source beside other work. The files behind them take as long as the first, and leave it time.
 */
const FIRST = ['self-hosted-monitoring', 'mysql-migration', 'mysql-pair', 'managed-mysql', 'monitoring-page'];

const fileOf = (name) => `/local-cloud/${name}.test.ts`;

module.exports = { ALONE, FIRST, SHARING, fileOf };
