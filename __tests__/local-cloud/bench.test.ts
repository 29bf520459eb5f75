/** The benchmarks that need no site, in their shortest form and to their end: nothing is said about their figures. */
import { npmRun } from '../documented-program';

const MINUTE = 60_000;
const shortest = ['--rounds', '1', '--seconds', '1'];

test(
  'npm run bench -- mysql: a server, a pair and a group',
  async () => {
    const section = await npmRun('bench', ['mysql', ...shortest]);
    expect(section).toMatch(/\| one server, no replica \| \d+ \| 1\.00 \|/);
    expect(section).toMatch(/\| Group Replication \(`nodes: 3`\) \| \d+ \|/);
  },
  6 * MINUTE,
);

test(
  'npm run bench: HAProxy, nginx and an app',
  async () => {
    const lines: string[] = [];
    // Its exit code says whether the goals are met, which a busy machine misses.
    await npmRun('bench', ['throughput', ...shortest], { onLine: (line) => lines.push(line) }).catch(() => undefined);
    expect(lines.at(-1)).toMatch(/^CPU a request, protections on to off +[\d.]+/);
  },
  6 * MINUTE,
);
