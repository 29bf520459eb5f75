const Sequencer = require('@jest/test-sequencer').default;

/** Files that take over the site of the one before (shared-site.ts), in this order, after all others. */
const SHARING = ['judges', 'load-balancing'];

const place = ({ path }) => SHARING.findIndex((name) => path.endsWith(`/local-cloud/${name}.test.ts`));

module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
