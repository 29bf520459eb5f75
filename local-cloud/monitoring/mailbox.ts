import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export type ReceivedMail = Mail & { readonly date: string };

let count = 0;

/** A maildir: mail programs can read it. All addresses have the one. */
export function mailboxDirectory(stateDir: string): string {
  return join(stateDir, 'mailbox');
}

export function deliverMail(stateDir: string, { from, to, subject, text }: Mail): void {
  const directory = mailboxDirectory(stateDir);
  for (const part of ['tmp', 'new', 'cur']) mkdirSync(join(directory, part), { recursive: true, mode: 0o700 });
  const name = `${Date.now()}.${process.pid}_${String((count += 1)).padStart(6, '0')}.local-cloud`;
  const headers = {
    ...{ From: from, To: to, Subject: subject, Date: new Date().toISOString(), 'Message-ID': `<${name}>` },
    'Content-Type': 'text/plain; charset=utf-8',
  };
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value.replace(/\s+/g, ' ')}\n`);
  writeFileSync(join(directory, 'tmp', name), `${lines.join('')}\n${text}\n`, { mode: 0o600 });
  renameSync(join(directory, 'tmp', name), join(directory, 'new', name));
}

/** The oldest first. */
export function readMailbox(stateDir: string): ReceivedMail[] {
  const directory = mailboxDirectory(stateDir);
  const files = ['cur', 'new'].flatMap((part) => {
    try {
      return readdirSync(join(directory, part)).map((name) => ({ name, path: join(directory, part, name) }));
    } catch {
      return [];
    }
  });
  return files.sort((a, b) => a.name.localeCompare(b.name)).map(({ path }) => parse(readFileSync(path, 'utf8')));
}

function parse(message: string): ReceivedMail {
  const end = message.indexOf('\n\n');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'mi').exec(message.slice(0, end))?.[1] ?? '';
  return {
    ...{ from: header('from'), to: header('to'), subject: header('subject'), date: header('date') },
    text: message.slice(end + 2).trimEnd(),
  };
}
