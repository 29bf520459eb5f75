const Sequencer = require('@jest/test-sequencer').default;
const { FIRST, SHARING, fileOf } = require('./order');

/** Below 0 for those that begin, 0 for most, above for those that share a site and come after all others. */
const place = ({ path }) => {
  const among = (names) => names.findIndex((name) => path.endsWith(fileOf(name)));
  const first = among(FIRST);
  return first >= 0 ? first - FIRST.length : among(SHARING) + 1;
};

module.exports = class extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => place(a) - place(b));
  }
};
