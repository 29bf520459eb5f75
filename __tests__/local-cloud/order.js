/** Files that take over the site of the one before (shared-site.ts), in this order. */
const SHARING = ['monitoring', 'judges', 'load-balancing'];

/**
 * Files that measure times or loads and have the machine to themselves: a follower beside other work never catches up with its source. All others
 * run two at a time, with a local cloud each.
 */
const ALONE = ['bench', 'load-generator', 'mysql-migration', 'self-hosted-monitoring', ...SHARING];

const fileOf = (name) => `/local-cloud/${name}.test.ts`;

module.exports = { ALONE, SHARING, fileOf };
