import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../host/until';
import { run, succeeds } from '../../host/run';
import { withAlertsSilenced } from '../../cli/monitoring/with-alerts-silenced';
import { AlertSilences } from '../../cli/monitoring/alert-silences';
import { EXPECTED } from '../../cli/mysql/expected-alerts';
import { unpackPrograms } from './packaged-programs';

const MINUTE = 60_000;
const PORT = 19_093;
const URL = `http://127.0.0.1:${PORT}`;
let directory: string;
let alertmanager: ChildProcess;

/** The Alertmanager of the droplets, on this machine, without a droplet. */
beforeAll(async () => {
  directory = await unpackPrograms('prometheus-alertmanager');
  writeFileSync(join(directory, 'config.yml'), '{ route: { receiver: nobody }, receivers: [{ name: nobody }] }');
  const command = `usr/bin/prometheus-alertmanager --config.file=config.yml --storage.path=data --web.listen-address=127.0.0.1:${PORT} --cluster.listen-address=`;
  // Debian's has its templates in /usr/share, and looks for them nowhere else.
  const templates = 'mount -t overlay overlay -o lowerdir=usr/share:/usr/share /usr/share';
  alertmanager = spawn('unshare', ['--mount', 'sh', '-c', `${templates} && exec ${command}`], {
    cwd: directory,
    stdio: 'ignore',
  });
  await until(() => succeeds('curl', ['-fsS', '-o', '/dev/null', `${URL}/-/ready`]), 30, 'Alertmanager is there');
}, MINUTE);
afterAll(async () => {
  const ended = new Promise((resolve) => alertmanager.once('exit', resolve));
  alertmanager.kill();
  await ended;
  rmSync(directory, { recursive: true });
}, MINUTE);

/** Does what a monitoring droplet would do with the command. */
const nodes = {
  tier: (tier: string) => (tier === 'monitoring' ? ['monitoring-1'] : []),
  on: (_: string, command: string, input?: string) => {
    const [, curl] = command.split('on-private-address ') as [string, string];
    return run('sh', ['-c', curl.replace(/http:\/\/ADDRESS:9093/, URL)], { input });
  },
};
const silences = new AlertSilences(nodes);
const silence = {
  expected: EXPECTED.newDroplet,
  author: 'npx cdktf-web-infrastructure mysql replace mysql-2',
  comment: 'made anew',
};

interface Stored {
  readonly status: { readonly state: string };
  readonly endsAt: string;
}

const ask = async <T>(path: string): Promise<T> => (await (await fetch(`${URL}/api/v2/${path}`)).json()) as T;
/** Seconds until each silence that has not ended does. */
const left = async () =>
  (await ask<Stored[]>('silences'))
    .filter(({ status }) => status.state === 'active')
    .map(({ endsAt }) => Math.round((Date.parse(endsAt) - Date.now()) / 1000));

async function fire(...alerts: readonly [name: string, tier: string][]): Promise<void> {
  const body = alerts.map(([alertname, tier]) => ({ labels: { alertname, tier } }));
  await fetch(`${URL}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Alerts that would be told to somebody. */
async function told(): Promise<readonly string[]> {
  const alerts = await ask<{ labels: { alertname: string; tier: string } }[]>('alerts?silenced=false');
  return alerts.map(({ labels }) => `${labels.alertname} ${labels.tier}`).sort();
}

const warn = jest.fn();
const OTHERS = ['MysqlWithoutPrimary mysql', 'NodeDown web'];

test(
  'the alerts that a command expects are silent while it runs, and no others; soon after it the silence ends',
  async () => {
    await withAlertsSilenced(
      async () => {
        await fire(
          ['MysqlBelowSize', 'mysql'],
          ['NodeDown', 'mysql'],
          ['NodeDown', 'web'],
          ['MysqlWithoutPrimary', 'mysql'],
        );
        expect(await told()).toEqual(OTHERS);
        expect(await left()).toEqual([expect.closeTo(300, -1)]);
        expect(await silences.findOf(silence.author)).toMatch(/^[0-9a-f-]{36}$/);
      },
      silence,
      silences,
      warn,
    );
    expect(await told()).toEqual(OTHERS);
    expect(await left()).toEqual([expect.closeTo(120, -1)]);
    expect(warn).not.toHaveBeenCalled();
  },
  MINUTE,
);

test(
  'a command that fails leaves no silence of its own',
  async () => {
    await silences.end((await silences.findOf(silence.author))!);
    const failing = withAlertsSilenced(() => Promise.reject(new Error('terraform failed')), silence, silences, warn);
    await expect(failing).rejects.toThrow('terraform failed');
    expect(await left()).toEqual([]);
    expect(await told()).toEqual([
      'MysqlBelowSize mysql',
      'MysqlWithoutPrimary mysql',
      'NodeDown mysql',
      'NodeDown web',
    ]);
    expect(warn).not.toHaveBeenCalled();
  },
  MINUTE,
);
