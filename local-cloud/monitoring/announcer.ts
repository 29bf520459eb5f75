import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Finding } from './judge';
import { deliverMail } from './mailbox';
import type { SlackReceiver } from './model';
import type { SlackMessage } from './webhook-sink';

const FROM = 'DigitalOcean Monitoring <monitoring@local-cloud>';
/** Seconds before a webhook that did not take a message is asked again. */
const RETRIES = [1, 5, 30];

/** What an alert says of one thing, for people and for the next process. */
export interface Said {
  readonly title: string;
  readonly detail: string;
  /** 'unknown' while its window has not passed, or what it looks at is off. */
  readonly state: 'well' | 'firing' | 'unknown';
  /** When it began to fire, if it does. */
  readonly since?: string;
}

function saidFile(stateDir: string): string {
  return join(stateDir, 'alerts.json');
}

/** By what tells alerts, and what they look at, apart. */
export function readAlerts(stateDir: string): Record<string, Said> {
  const file = saidFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Said>) : {};
}

/** Tells the receivers of an alert once that it fires, and once that it does no more; it remembers across restarts. */
export class Announcer {
  private said: Record<string, Said>;

  public constructor(
    private readonly stateDir: string,
    private readonly log: (line: string) => void,
  ) {
    this.said = readAlerts(stateDir);
  }

  /** @param findings of everything that is watched now: what is in none any more is forgotten */
  public async announce(findings: readonly Finding[]): Promise<void> {
    const said = findings.map((finding): [string, Said] => {
      const { key, title, detail, firing } = finding;
      const before = this.said[key]?.since;
      const since = (firing ?? before !== undefined) ? (before ?? new Date().toISOString()) : undefined;
      if ((since === undefined) !== (before === undefined)) this.tell(finding, before);
      return [key, { title, detail, state: firing === undefined ? 'unknown' : firing ? 'firing' : 'well', since }];
    });
    this.said = Object.fromEntries(said);
    await writeFileAtomic(saidFile(this.stateDir), JSON.stringify(this.said), { mode: 0o600, fsync: false });
  }

  private tell({ title, detail, receivers, firing }: Finding, since: string | undefined): void {
    const state = firing ? 'firing' : 'resolved';
    const text = since ? `${detail}\nIt fired at ${since}.` : detail;
    this.log(`${state}: ${title}`);
    for (const to of receivers.email)
      deliverMail(this.stateDir, { from: FROM, to, subject: `[${state}] ${title}`, text });
    for (const receiver of receivers.slack) {
      const message = {
        channel: receiver.channel,
        username: 'DigitalOcean Monitoring',
        text: `[${state}] ${title}`,
        attachments: [{ color: firing ? 'danger' : 'good', title, text }],
      };
      // In the background: a webhook that hangs holds up no other alert. The address is a secret.
      void post(receiver, message).catch((error: Error) =>
        this.log(`${receiver.channel} was not told '${message.text}': ${error.message}`),
      );
    }
  }
}

async function post({ url }: SlackReceiver, message: SlackMessage): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.ok) return;
      throw new Error(`the webhook answers ${answer.status} ${(await answer.text()).slice(0, 100)}`);
    } catch (error) {
      const delay = RETRIES[attempt];
      if (delay === undefined) throw error;
      await wait(delay * 1000);
    }
  }
}
