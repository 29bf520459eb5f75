// Only what hangs reaches it: in CI these tests run beside the local cloud, with what that leaves of the processors.
jest.setTimeout(60 * 60_000);
