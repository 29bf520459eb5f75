import { existsSync } from 'node:fs';
import { run } from '../host/run';
import { visitorCaFile } from './network/edge-certificates';
import type { Settings } from './settings';

/** Arguments that make curl a visitor: out on the local cloud's internet, trusting the edge's CA. */
export function visitorArguments(settings: Settings): string[] {
  return ['--proxy', `http://127.0.0.1:${settings.visitorProxyPort}`, '--cacert', visitorCaFile(settings.stateDir)];
}

/** Asks a URL as a visitor and gives the body; rejects when there is no answer in `seconds`, or it is 400 or above. */
export function visit(settings: Settings, url: string, more: readonly string[] = [], seconds = 10): Promise<string> {
  return run('curl', ['-sS', '--fail', '-m', String(seconds), ...visitorArguments(settings), ...more, url]);
}

/** The same, until it succeeds. */
export async function visitUntilAnswered(
  settings: Settings,
  url: string,
  seconds: number,
  onTry: (complaint: string) => void,
): Promise<string> {
  for (const deadline = Date.now() + seconds * 1000; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    try {
      return await visit(settings, url);
    } catch (error) {
      const complaint = /curl: .*/.exec((error as Error).message)?.[0] ?? (error as Error).message;
      if (Date.now() > deadline)
        throw new Error(`${url} does not answer after ${seconds} s: ${complaint}`, { cause: error });
      onTry(existsSync(visitorCaFile(settings.stateDir)) ? complaint : 'the edge has not started');
    }
  }
}
