import { withAlertsSilenced } from '../../../../cli/monitoring/with-alerts-silenced';
import { AlertSilences } from '../../../../cli/monitoring/alert-silences';
import { withFakeClock } from '../../fake-clock';
import { FakeAlertmanagers } from './alertmanagers';

const SILENCE = {
  expected: { names: ['MysqlBelowSize', 'NodeDown'], tier: 'mysql' },
  author: 'npx cdktf-web-infrastructure mysql replace mysql-2',
  comment: 'the droplet of mysql-2 is made anew',
};
const KEPT = (seconds: number) =>
  `alertname=MysqlBelowSize|NodeDown tier=mysql silent for ${seconds} s by npx cdktf-web-infrastructure mysql replace mysql-2`;

const warnings: string[] = [];
beforeEach(() => (warnings.length = 0));

const run = (site: FakeAlertmanagers, work: () => Promise<void>) =>
  withAlertsSilenced(work, SILENCE, new AlertSilences(site), (line) => warnings.push(line));

test('alerts are silent before the work begins, and until two minutes after it has succeeded', async () => {
  const site = new FakeAlertmanagers(['m-1', 'm-2']);
  await run(site, () => {
    expect(site.log).toEqual([`m-1 keeps ${KEPT(300)}`]);
    return Promise.resolve();
  });
  expect(site.log.slice(1)).toEqual([`m-1 keeps ${KEPT(120)}`]);
  expect(site.active).toBe(1);
  expect(warnings).toEqual([]);
});

test('work that fails ends the silence at once, and fails as it did', async () => {
  const site = new FakeAlertmanagers(['m-1', 'm-2']);
  await expect(run(site, () => Promise.reject(new Error('terraform failed')))).rejects.toThrow('terraform failed');
  expect(site.log.at(-1)).toBe('m-1 ends silence-1');
  expect(site.active).toBe(0);
});

test('work that takes long renews its silence, which ends with it', async () => {
  const site = new FakeAlertmanagers(['m-1']);
  await withFakeClock({}, async (clock) => {
    let done = (): void => undefined;
    const working = run(site, () => new Promise<void>((resolve) => (done = resolve)));
    await clock.tickAsync(250_000);
    done();
    await working;
    await clock.tickAsync(250_000);
  });
  expect(site.log).toEqual([300, 300, 300, 120].map((seconds) => `m-1 keeps ${KEPT(seconds)}`));
  expect(site.active).toBe(1);
});

test('one monitoring droplet that answers is enough', async () => {
  const site = new FakeAlertmanagers(['m-1', 'm-2'], ['m-1']);
  await run(site, () => Promise.resolve());
  expect(site.log[0]).toBe(`m-2 keeps ${KEPT(300)}`);
  expect(warnings).toEqual([]);
});

test('when none answers the work is done, with one warning', async () => {
  const site = new FakeAlertmanagers(['m-1', 'm-2'], ['m-1', 'm-2']);
  const work = jest.fn(() => Promise.resolve());
  await run(site, work);
  expect(work).toHaveBeenCalledTimes(1);
  expect(warnings).toEqual(['warning: the monitoring cannot be told: ssh: m-2 timed out']);
});

test('when none answers any more the work counts all the same', async () => {
  const site = new FakeAlertmanagers(['m-1']);
  await run(site, () => Promise.resolve(site.die()));
  await expect(run(site, () => Promise.reject(new Error('terraform failed')))).rejects.toThrow('terraform failed');
  expect(warnings).toHaveLength(2);
});

test('a site without monitoring droplets has nothing to silence, and nobody is warned', async () => {
  const site = new FakeAlertmanagers([]);
  const work = jest.fn(() => Promise.resolve());
  await run(site, work);
  expect(work).toHaveBeenCalledTimes(1);
  expect([site.log, warnings]).toEqual([[], []]);
});
