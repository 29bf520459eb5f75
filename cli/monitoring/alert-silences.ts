import { PORTS } from '../../constructs/monitoring/ports';
import type { Nodes } from '../site-nodes';
import { TIERS } from '../../constructs/tiers';

const { role: TIER } = TIERS.monitoring;
/** After a change, until what fired meanwhile has stopped: told, asked and judged (10 s each), and `keepFiringFor`. Seconds. */
export const SETTLING = 120;
/** Of an answer from Alertmanager. */
const TIMEOUT_SECONDS = 5;

/** Alerts that a planned change makes fire by itself: causes alone, never what visitors notice. */
export interface ExpectedAlerts {
  readonly names: readonly string[];
  /** @default of all tiers */
  readonly tier?: string;
}

export interface Silence {
  readonly expected: ExpectedAlerts;
  /** The command. */
  readonly author: string;
  /** What it does. */
  readonly comment: string;
}

interface StoredSilence {
  readonly id: string;
  readonly createdBy: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
}

interface ApiRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** JSON. */
  readonly body?: object;
}

/** The silences of a site's Alertmanagers, which tell each other: one that answers is enough. */
export class AlertSilences {
  public constructor(private readonly nodes: Nodes) {}

  /** Whether this site has an Alertmanager of its own. */
  public get possible(): boolean {
    return this.watchers.length > 0;
  }

  /** Sets a silence that ends by itself after `seconds`, in place of the one that is `replaced`; gives its id. */
  public async set({ expected, author, comment }: Silence, seconds: number, replaced?: string): Promise<string> {
    const { names, tier } = expected;
    const body = {
      id: replaced,
      matchers: [
        { name: 'alertname', value: names.join('|'), isEqual: true, isRegex: true },
        ...(tier === undefined ? [] : [{ name: 'tier', value: tier, isEqual: true, isRegex: false }]),
      ],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + seconds * 1000).toISOString(),
      createdBy: author,
      comment,
    };
    const answer = await this.ask('silences', { method: 'POST', body });
    return (JSON.parse(answer) as { silenceID: string }).silenceID;
  }

  public async end(id: string): Promise<void> {
    await this.ask(`silence/${id}`, { method: 'DELETE' });
  }

  /** The id of what an author has set and what has not ended. */
  public async findOf(author: string): Promise<string | undefined> {
    const stored = JSON.parse(await this.ask('silences')) as StoredSilence[];
    return stored.find(({ createdBy, status }) => createdBy === author && status.state !== 'expired')?.id;
  }

  private get watchers(): readonly string[] {
    return this.nodes.tier(TIER);
  }

  /** By the first monitoring droplet that does it. */
  private async ask(path: string, { method = 'GET', body }: ApiRequest = {}): Promise<string> {
    const curl = `/usr/local/sbin/on-private-address curl -fsS -m ${TIMEOUT_SECONDS} -X ${method}`;
    const url = `http://ADDRESS:${PORTS.alertmanager}/api/v2/${path}`;
    const command = `${curl} ${body ? "-H 'content-type: application/json' -d @- " : ''}${url}`;
    let failure: unknown = new Error('there is no monitoring droplet');
    for (const watcher of this.watchers) {
      try {
        return await this.nodes.on(watcher, command, body && JSON.stringify(body));
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}
