/**
 * A limit for each test and hook: the runner of the unit tests (jest.config.js) has none of its own. It only ends what hangs, so it is long
 * enough for a machine with much else to do.
 */
const LIMIT_MS = 30_000;
const { setTimeout, clearTimeout } = globalThis;

const limited = (run, ms = LIMIT_MS) =>
  run &&
  (async (...args) => {
    let timer;
    const over = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${ms} ms`)), ms);
    });
    try {
      return await Promise.race([run(...args), over]);
    } finally {
      clearTimeout(timer);
    }
  });

const named = (define) => (name, run, ms) => define(name, limited(run, ms));
/** `test`, with `.each`, `.only` and `.skip`. */
const limitedTest = (test) =>
  Object.assign(named(test), {
    each:
      (...table) =>
      (name, run, ms) =>
        test.each(...table)(name, limited(run, ms)),
    ...(test.only && { only: limitedTest(test.only), skip: test.skip }),
  });

globalThis.it = globalThis.test = limitedTest(globalThis.test);
for (const hook of ['beforeAll', 'afterAll', 'beforeEach', 'afterEach']) {
  const define = globalThis[hook];
  globalThis[hook] = (run, ms) => define(limited(run, ms));
}
