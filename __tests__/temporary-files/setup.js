const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** cdktf leaves a directory behind for every stack that a test synthesizes: all of them lie in one that goes with the run. */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'unit-'));
};
