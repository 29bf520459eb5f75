import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Announcer, readAlerts } from '../../../../local-cloud/monitoring/announcer';
import type { Finding } from '../../../../local-cloud/monitoring/judge';
import { mailboxDirectory, readMailbox } from '../../../../local-cloud/monitoring/mailbox';
import { keepMessage, readMessages } from '../../../../local-cloud/monitoring/webhook-sink';

let directory: string;
let slack: Server;
/** What the webhook got, and how many requests it refuses before it takes one. */
let posted: unknown[];
let refusals: number;
let logged: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'announcer-'));
  [posted, refusals, logged] = [[], 0, []];
  slack = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (refusals-- > 0) return void response.writeHead(500).end('later');
      posted.push(JSON.parse(body));
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  slack.close();
  rmSync(directory, { recursive: true });
});

const newAnnouncer = () => new Announcer(directory, (line) => logged.push(line));
const url = () => `http://127.0.0.1:${(slack.address() as AddressInfo).port}/services/T0/B0/secret`;

function finding(firing: boolean | undefined, changed: Partial<Finding> = {}): Finding {
  const receivers = { email: ['a@example.com', 'b@example.com'], slack: [{ channel: '#oncall', url: url() }] };
  return { key: 'k', title: 'www is down', detail: 'eu_west: no answer in 10 s', receivers, firing, ...changed };
}

async function untilPosted(count: number): Promise<void> {
  for (const deadline = Date.now() + 4000; posted.length < count; await new Promise((r) => setTimeout(r, 20)))
    if (Date.now() > deadline) throw new Error(`the webhook got ${posted.length} of ${count} messages`);
}
const subjects = () => readMailbox(directory).map(({ to, subject }) => `${to} ${subject}`);

test('an alert is told once when it fires and once when it is over, to everybody', async () => {
  const announcer = newAnnouncer();
  for (const firing of [undefined, false, true, true, undefined, true, false, false])
    await announcer.announce([finding(firing)]);
  await untilPosted(2);
  expect(subjects()).toEqual([
    'a@example.com [firing] www is down',
    'b@example.com [firing] www is down',
    'a@example.com [resolved] www is down',
    'b@example.com [resolved] www is down',
  ]);
  expect(posted).toHaveLength(2);
  expect(posted).toContainEqual({
    channel: '#oncall',
    username: 'DigitalOcean Monitoring',
    text: '[firing] www is down',
    attachments: [{ color: 'danger', title: 'www is down', text: 'eu_west: no answer in 10 s' }],
  });
});

test('what fired before a restart is not told again', async () => {
  await newAnnouncer().announce([finding(true)]);
  const next = newAnnouncer();
  await next.announce([finding(undefined)]);
  await next.announce([finding(true)]);
  expect(subjects()).toHaveLength(2);
  expect(Object.values(readAlerts(directory))).toMatchObject([{ title: 'www is down', state: 'firing' }]);
});

test('an alert that is deleted is forgotten without a word', async () => {
  const announcer = newAnnouncer();
  await announcer.announce([finding(true)]);
  await announcer.announce([]);
  expect(subjects()).toHaveLength(2);
  expect(readAlerts(directory)).toEqual({});
});

test('a webhook that does not take a message is asked again', async () => {
  refusals = 1;
  await newAnnouncer().announce([finding(true)]);
  await untilPosted(1);
  expect(refusals).toBe(-1);
});

test('mail is a maildir that mail programs read', async () => {
  const receivers = { email: ['a@example.com'], slack: [] };
  await newAnnouncer().announce([finding(true, { title: 'one\r\nBcc: all@example.com', receivers })]);
  const [name] = readdirSync(join(mailboxDirectory(directory), 'new'));
  const message = readFileSync(join(mailboxDirectory(directory), 'new', name!), 'utf8');
  expect(message).toMatch(/^From: .*\nTo: a@example\.com\nSubject: \[firing\] one Bcc: all@example\.com\nDate: /);
  expect(message).toMatch(/\n\neu_west: no answer in 10 s\n$/);
});

test('the webhook of the local cloud refuses what Slack refuses', () => {
  expect(keepMessage(directory, undefined)).toBe('invalid_payload');
  expect(keepMessage(directory, { channel: '#a' })).toBe('no_text');
  expect(keepMessage(directory, { text: 'hello' })).toBe('ok');
  expect(readMessages(directory)).toEqual([{ at: expect.any(String) as string, message: { text: 'hello' } }]);
});
