const { ALONE, fileOf } = require('./__tests__/local-cloud/order');

/** One project per suite; `npm test` runs `unit`, which needs nothing but Node. */
const suite = (displayName, extra = {}) => ({
  displayName,
  testMatch: [`<rootDir>/__tests__/${displayName}/**/*.test.ts`],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/jest.setup.js'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // The package by its own name is its source, as in tsconfig.json.
  moduleNameMapper: {
    '^cdktf-web-infrastructure$': '<rootDir>/constructs',
    '^cdktf-web-infrastructure/testing$': '<rootDir>/testing',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  ...extra,
});

module.exports = {
  // For a machine with much else to do: many tests start programs.
  testTimeout: 30_000,
  // Every core: the default leaves one idle, which on two is half of them.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/__tests__/local-cloud/sequencer.js',
  projects: [
    suite('unit', {
      // All files of a worker share their modules: with a set of its own for each, half of the time goes into loading cdktf.
      runner: '<rootDir>/__tests__/unit/runner/runner.mjs',
      transform: {},
      setupFiles: ['<rootDir>/__tests__/unit/runner/typescript.mjs', '<rootDir>/jest.setup.js'],
      setupFilesAfterEnv: ['<rootDir>/__tests__/unit/runner/time-limit.js'],
      globalSetup: '<rootDir>/__tests__/temporary-files/setup.js',
      globalTeardown: '<rootDir>/__tests__/temporary-files/teardown.js',
    }),
    suite('plan', { setupFilesAfterEnv: ['<rootDir>/__tests__/plan/time-limit.js'] }),
    suite('local-cloud', { testPathIgnorePatterns: ALONE.map((name) => `${fileOf(name)}$`) }),
    suite('local-cloud-alone', {
      testMatch: ALONE.map((name) => `<rootDir>/__tests__${fileOf(name)}`),
      globalTeardown: '<rootDir>/__tests__/local-cloud/shared-site.ts',
    }),
  ],
};
