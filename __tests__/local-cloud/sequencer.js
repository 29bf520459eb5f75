const Sequencer = require('@jest/test-sequencer').default;
const { SHARING, fileOf } = require('./order');

const place = ({ path }) => SHARING.findIndex((name) => path.endsWith(fileOf(name)));

module.exports = class extends Sequencer {
  /** Files that share a site come after all others. */
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
