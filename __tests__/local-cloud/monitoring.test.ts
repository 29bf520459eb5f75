import { until } from '../../host/until';
import { askLocal } from '../../local-cloud/client';
import type { Said } from '../../local-cloud/monitoring/announcer';
import type { ReceivedMail } from '../../local-cloud/monitoring/mailbox';
import type { ReceivedMessage } from '../../local-cloud/monitoring/webhook-sink';
import { bringUpSite, leaveSite } from './shared-site';
import { daemon, expectEmptyPlan, onNode, power, siteAnswers } from './site';

const MINUTE = 60_000;
/** Of DigitalOcean's clock: two minutes are 4 s, five are 10 s, and a check is made every 2 s. */
const SPEED = 30;
/** What a visit waits for an answer, in seconds of no clock but ours. */
const VISIT_TIMEOUT = 10;
/** A look is taken each second; the rest is for a machine that does other work, too. */
const LATE = 15;

beforeAll(async () => {
  await bringUpSite();
  // Only now: a boot is no minute of work, and at this speed it would be half an hour's.
  await askLocal(daemon(), `/monitoring-speed/${SPEED}`, 'POST');
}, 8 * MINUTE);
afterAll(async () => {
  await askLocal(daemon(), '/monitoring-speed/1', 'POST');
  leaveSite();
}, MINUTE);

const alerts = async () => (await askLocal<{ alerts: Said[] }>(daemon(), '/alerts')).alerts;
const mails = async () => (await askLocal<{ mails: ReceivedMail[] }>(daemon(), '/mailbox')).mails;
const subjects = async () => (await mails()).map(({ subject }) => subject);
const messages = async () =>
  (await askLocal<{ messages: ReceivedMessage[] }>(daemon(), '/webhook')).messages.map(({ message }) => message);

/** How often each of them was said, by mail and to Slack. */
async function said(subject: string): Promise<[mails: number, messages: number]> {
  const texts = (await messages()).map(({ text }) => text);
  return [await subjects(), texts].map((all) => all.filter((one) => one === subject).length) as [number, number];
}

test(
  'a plan right after is empty',
  async () => {
    await expectEmptyPlan();
  },
  MINUTE,
);

test(
  'every alert knows what it looks at, and in a well site nothing fires',
  async () => {
    // Nine nodes with four metrics each, and four alerts of the public name.
    await until(async () => (await alerts()).length === 40, 30, 'all alerts are judged');
    await until(async () => (await alerts()).every(({ state }) => state === 'well'), 40, 'every window has passed');
    expect(await subjects()).toEqual([]);
    expect(await messages()).toEqual([]);
  },
  2 * MINUTE,
);

const OUTAGE = 'www.foobar.com is down in all regions';

test(
  'a site whose load balancers are both off is announced, once, by mail and to Slack; and once that it is back',
  async () => {
    await Promise.all(['lb-1', 'lb-2'].map((name) => power(name, 'kill')));
    const struck = Date.now();
    const fired = async () => (await said(`[firing] ${OUTAGE}`)).every((count) => count === 1);
    // The next visit, what it waits for an answer, the period, and a look.
    const documented = 60 / SPEED + VISIT_TIMEOUT + 120 / SPEED + LATE;
    await until(fired, documented, `told within ${documented} s`);
    process.stderr.write(`an outage is told after ${((Date.now() - struck) / 1000).toFixed(1)} s at speed ${SPEED}\n`);
    const [message] = (await messages()).filter(({ text }) => text === `[firing] ${OUTAGE}`);
    expect(message).toMatchObject({ channel: '#oncall', attachments: [{ color: 'danger', title: OUTAGE }] });
    expect(message!.attachments![0]!.text).toMatch(/^us_east: no answer in 10 s$/m);

    await Promise.all(['lb-1', 'lb-2'].map((name) => power(name, 'start')));
    await siteAnswers();
    const over = async () => (await said(`[resolved] ${OUTAGE}`)).every((count) => count === 1);
    await until(over, 60 / SPEED + LATE, 'told that it is over');
    expect(await said(`[firing] ${OUTAGE}`)).toEqual([1, 1]);
  },
  4 * MINUTE,
);

const BUSY = /^\[(firing|resolved)\] www\.foobar\.com: processor use of a node of the tier 'web' above 80 %/;

test(
  'a web server that burns its processor is announced by its name, and the other one is not',
  async () => {
    // One: that is all it has, and leaves this machine one to watch it with.
    const burn = 'systemd-run --quiet --unit=burn sh -c "while :; do :; done"';
    const busy = async () => (await subjects()).filter((subject) => BUSY.test(subject));
    await onNode('web-1', burn);
    try {
      await until(async () => (await busy()).length > 0, 300 / SPEED + 30, 'the web server is announced');
    } finally {
      await onNode('web-1', 'systemctl stop burn');
    }
    await until(async () => (await busy()).length > 1, 300 / SPEED + 30, 'told that it is over');
    expect((await busy()).map((subject) => subject.replace(BUSY, '$1'))).toEqual([
      'firing (web-1.int.foobar.com)',
      'resolved (web-1.int.foobar.com)',
    ]);
  },
  3 * MINUTE,
);

test(
  'whatever was announced is over in the end',
  async () => {
    await until(async () => (await alerts()).every(({ state }) => state === 'well'), 60, 'everything is well');
    const all = await subjects();
    const of = (state: string) => all.filter((one) => one.startsWith(`[${state}] `)).map((one) => one.split('] ')[1]);
    expect(of('firing').sort()).toEqual(of('resolved').sort());
  },
  2 * MINUTE,
);
