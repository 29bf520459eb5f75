import fc from 'fast-check';
import { anyText } from '../text-borders/texts';
import { until } from '../../../host/until';
import type { Chain } from './chain';
import { HAPROXY_LOG, NGINX_LOG } from './chain-model';
import { exchange, request } from './exchange';

interface LogEntry {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The objects in a log; one that is no JSON is an error that shows it. */
function parseLog(text: string): readonly LogEntry[] {
  // HAProxy ends each with a newline, syslog's begin with their own date.
  const entries = text.split(/\n|<\d+>\w{3} [ \d]\d [\d:]{8} nginx: /).filter((one) => one.startsWith('{'));
  return entries.map((one) => {
    try {
      return JSON.parse(one) as LogEntry;
    } catch {
      throw new Error(`no JSON: ${one}`);
    }
  });
}

/** Both access logs stay JSON, whatever a visitor writes into a request, and have it as it was written. */
// eslint-disable-next-line jest/no-export -- the file whose chain it uses calls it
export function testLoggedTexts(chainOf: () => Chain): void {
  test('any request line is one JSON object in the logs of HAProxy and nginx', async () => {
    const chain = chainOf();
    const bytes = fc.sample(anyText, { numRuns: 60, seed: 9 }).map((text) => Buffer.from(text).toString('latin1'));
    const written = bytes.map((text, i) => ({
      method: i % 3 === 0 ? `GET${text.replace(/[^\x21-\x7e]/g, '')}` : 'GET',
      path: `/text-${i}-${text.replace(/[ \r\n]/g, '')}`,
    }));
    const answered: typeof written = [];
    for (const [i, one] of written.entries()) {
      const send = request(`${one.method} ${one.path}`, [`CF-Connecting-IP: 198.19.0.${i}`]);
      const { status } = await exchange(chain, send, {}, 5);
      if (status === 200) answered.push({ ...one, path: one.path.split(/[?#]/)[0]! });
    }
    expect(answered.length).toBeGreaterThan(10);
    const read = async (file: string) => {
      const entries = parseLog(await chain.order({ kind: 'run', argv: ['cat', file] }));
      return entries.filter(({ path, status }) => path.startsWith('/text-') && status === 200);
    };
    // Threads and workers write each on their own: one request may overtake another on the way to the log.
    const inOrder = (entries: readonly (typeof written)[number][]) =>
      entries.map(({ method, path }) => ({ method, path })).sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const file of [HAPROXY_LOG, NGINX_LOG]) {
      const hasAll = async () => (await read(file)).length >= answered.length;
      await until(hasAll, 10, `${file} has all requests`);
      expect(inOrder(await read(file))).toEqual(inOrder(answered));
    }
  }, 60_000);
}
