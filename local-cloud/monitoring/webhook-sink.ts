import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a Slack webhook takes, as far as it is looked at. */
export interface SlackMessage {
  readonly channel?: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly color?: string; readonly title?: string; readonly text?: string }[];
  readonly blocks?: readonly unknown[];
}

export interface ReceivedMessage {
  readonly at: string;
  readonly message: SlackMessage;
}

const file = (stateDir: string) => join(stateDir, 'webhook.jsonl');

/** Keeps a message as Slack would show it; one that Slack would refuse it refuses in Slack's word. */
export function keepMessage(stateDir: string, message: SlackMessage | undefined): 'ok' | 'invalid_payload' | 'no_text' {
  if (typeof message !== 'object' || message === null) return 'invalid_payload';
  if (!message.text && !message.attachments?.length && !message.blocks?.length) return 'no_text';
  const received: ReceivedMessage = { at: new Date().toISOString(), message };
  appendFileSync(file(stateDir), `${JSON.stringify(received)}\n`, { mode: 0o600 });
  return 'ok';
}

/** The oldest first. */
export function readMessages(stateDir: string): ReceivedMessage[] {
  try {
    return readFileSync(file(stateDir), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ReceivedMessage);
  } catch {
    return [];
  }
}
