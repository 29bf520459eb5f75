import { run } from '../host/run';

/** A load of h2load's: closed loop, so that a faster server is asked more. */
export interface Load {
  readonly url: string;
  readonly protocol: 'http/1.1' | 'h2';
}

export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
}

/** As many requests at a time for both protocols: 64 connections with one, or 8 with 8 streams each. */
const CONCURRENCY = {
  'http/1.1': ['--h1', '--clients=64'],
  h2: ['--clients=8', '--max-concurrent-streams=8'],
} as const;

/** Asks `url` so many times; every name is this machine. Rejects unless every answer was a 2xx. */
export async function load({ url, protocol }: Load, requests: number): Promise<LoadResult> {
  const { port, protocol: scheme } = new URL(url);
  const connectTo = `--connect-to=127.0.0.1:${port || (scheme === 'https:' ? 443 : 80)}`;
  // As Cloudflare names its visitor.
  const visitor = '--header=CF-Connecting-IP: 198.51.100.7';
  return parseLoad(await run('h2load', [...CONCURRENCY[protocol], `--requests=${requests}`, connectTo, visitor, url]));
}

/** What h2load prints at its end. Throws when a request failed: a fast error is no throughput. */
export function parseLoad(output: string): LoadResult {
  const perSecond = /^finished in .*?, ([\d.]+) req\/s/m.exec(output)?.[1];
  const outcome = /^requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/m.exec(output);
  const good = /^status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/m.exec(output);
  if (!perSecond || !outcome || !good) throw new Error(`h2load printed no result: ${output.slice(-500)}`);
  const requests = Number(outcome[1]);
  const bad = [...outcome.slice(2), ...good.slice(2)].some((count) => Number(count) > 0);
  if (bad || requests === 0) throw new Error(`requests failed: ${outcome[0]}; ${good[0]}`);
  return { requests, perSecond: Number(perSecond) };
}
