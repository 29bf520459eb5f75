// Only what hangs reaches it.
jest.setTimeout(20 * 60_000);
