import { READ_SINK, noticesIn, type Notice } from './sink';

/** Runs a shell script as root on a node. */
type On = (node: string, script: string) => Promise<string>;

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Both monitoring droplets. */
export const WATCHERS: readonly string[] = ['monitoring-1', 'monitoring-2'];
/** Always fires. */
const WATCHDOG = 'Watchdog';

/** The monitoring droplets of a site that is `watched`. */
export class Watchers {
  public constructor(private readonly on: On) {}

  /** What a watcher's Prometheus answers to a path of its API. */
  public async prometheus<Data>(watcher: string, path: string): Promise<Data> {
    const url = `http://ADDRESS:9090/api/v1/${path}`;
    const said = await this.on(watcher, `/usr/local/sbin/on-private-address curl -fsS -m 5 '${url}'`);
    return (JSON.parse(said) as { data: Data }).data;
  }

  public async ask(watcher: string, expression: string): Promise<readonly Series[]> {
    const path = `query?query=${encodeURIComponent(expression)}`;
    return (await this.prometheus<{ result: Series[] }>(watcher, path)).result;
  }

  /** The page of the site that a watcher serves. */
  public page(watcher: string): Promise<string> {
    const url = 'http://ADDRESS:9090/consoles/site.html';
    return this.on(watcher, `/usr/local/sbin/on-private-address curl -fsS -m 5 ${url}`);
  }

  /** Names of the alerts that fire, or with 'pending' soon may. */
  public async alerts(watcher: string, state: 'firing' | 'pending' = 'firing'): Promise<readonly string[]> {
    const alerts = await this.ask(watcher, `ALERTS{alertstate="${state}",alertname!="${WATCHDOG}"}`);
    return alerts.map(({ metric }) => metric.alertname!);
  }

  /** All that people were told so far, whoever sent it, the oldest first. */
  public async told(watchers = WATCHERS): Promise<readonly Notice[]> {
    return this.received('/people', watchers);
  }

  /** Calls of the dead man's switch. */
  public async switched(): Promise<readonly Notice[]> {
    return this.received('/switch', WATCHERS);
  }

  private async received(path: string, watchers: readonly string[]): Promise<readonly Notice[]> {
    // One that is lost tells nobody anything.
    const records = await Promise.all(watchers.map((watcher) => this.on(watcher, READ_SINK).catch(() => '')));
    return records.flatMap((record) => noticesIn(record, path)).sort((a, b) => a.at - b.at);
  }
}

/** What a watcher's page says of a node; empty when it says nothing. */
export function cardOf(node: string, page: string): string {
  return new RegExp(`<li [^>]*data-node="${node}">.*?</li>`, 's').exec(page)?.[0] ?? '';
}
