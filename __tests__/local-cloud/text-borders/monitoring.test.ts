/** Texts of props on their way to Prometheus and Alertmanager, read back by both. */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import fc from 'fast-check';
import { parse } from 'yaml';
import { escapeTemplate } from '../../../constructs/cloud-init/escape';
import { terraformText } from '../../../constructs/cloud-init/terraform-text';
import { isPlainPath } from '../../../constructs/http/path';
import { isEmailAddress } from '../../../constructs/monitoring/alert-receivers';
import { alertmanagerConfig } from '../../../constructs/monitoring/alerts/alertmanager-config';
import { renderRules } from '../../../constructs/monitoring/alerts/render-rules';
import { jsonWithSecrets } from '../../../constructs/monitoring/json-with-secrets';
import { renderPrometheus } from '../../../constructs/monitoring/render-prometheus';
import { isLink } from '../../../constructs/monitoring/self-hosted-monitoring';
import { until } from '../../../host/until';
import { run } from '../../../host/run';
import { unpackPrograms } from '../packaged-programs';
import { evaluate } from './evaluate';
import { accepted, anyText } from './texts';

const MINUTE = 60_000;
const URL_SIGNS = 'abZ09-._~:/?#@!$&()*+,;=%';
const MAIL_SIGNS = "abZ09!#$%&'*+/=?^`{|}~-.";
const children: ChildProcess[] = [];
const servers: Server[] = [];
let directory: string;

beforeAll(async () => {
  directory = await unpackPrograms('promtool', 'prometheus', 'prometheus-alertmanager');
}, MINUTE);
afterAll(async () => {
  for (const server of servers) server.close();
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(running.map((child) => new Promise((ended) => child.once('exit', ended).kill('SIGKILL'))));
  rmSync(directory, { recursive: true });
});

const path = (name: string) => join(directory, name);

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Starts a program that serves HTTP on a port that was free; gives its URL. */
async function serve(program: string, ...args: string[]): Promise<string> {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((closed) => probe.close(closed));
  const address = `127.0.0.1:${port}`;
  // Alertmanager's own templates have a fixed place.
  const mount = `mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/${program}" "$@"`;
  const own = ['--mount', 'sh', '-c', mount, directory, ...args, `--web.listen-address=${address}`];
  const child = spawn('unshare', own, { cwd: directory });
  children.push(child);
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  await until(async () => (await fetch(`http://${address}/-/ready`)).ok, 20, `${program} is ready`).catch(
    (error: Error) => {
      throw new Error(`${error.message}\n${errors}`);
    },
  );
  return `http://${address}`;
}

test(
  'the runbook of an alert is what the prop says',
  async () => {
    const runbooks = accepted(isLink, { signs: URL_SIGNS, count: 60, seed: 1 });
    const texts = { summary: 's', impact: 'i', firstStep: 'f' };
    const tests = runbooks.map((runbook, i) => {
      const rule = { name: `Alert${i}`, expression: 'up', for: '0s', severity: 'page', ...texts } as const;
      writeFileSync(path(`rules-${i}.yml`), renderRules([{ name: `group-${i}`, alerts: [rule] }], runbook));
      const annotations = { summary: 's', impact: 'i', first_step: 'f', runbook: `${runbook}#alert${i}` };
      return {
        alertname: rule.name,
        eval_time: '10s',
        exp_alerts: [{ exp_labels: { severity: 'page' }, exp_annotations: annotations }],
      };
    });
    const world = { interval: '10s', input_series: [{ series: 'up', values: '1x9' }], alert_rule_test: tests };
    const rule_files = runbooks.map((_, i) => `rules-${i}.yml`);
    writeFileSync(path('tests.yml'), JSON.stringify({ rule_files, evaluation_interval: '10s', tests: [world] }));
    const said = await run(path('usr/bin/promtool'), ['test', 'rules', 'tests.yml'], { cwd: directory });
    expect(said).toContain('SUCCESS');
  },
  MINUTE,
);

test(
  'Prometheus scrapes the paths that the props say',
  async () => {
    const paths = accepted(isPlainPath, { signs: 'abZ09_-./', begin: '/', count: 20, seed: 2 });
    const render = (one: string) =>
      renderPrometheus({
        privateDomain: 'int.foobar.com',
        tiers: { app: [] },
        monitoringTier: 'monitoring',
        probeUrl: `https://www.foobar.com${one}`,
        metrics: [{ job: 'app', tier: 'app', port: 8001, path: one }],
        ruleFile: 'rules.yml',
      });
    writeFileSync(path('rules.yml'), 'groups: []\n');
    writeFileSync(path('prometheus.yml'), render('/'));
    const url = await serve(
      'prometheus',
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=tsdb',
      '--web.enable-lifecycle',
    );
    for (const one of paths) {
      writeFileSync(path('prometheus.yml'), render(one));
      expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
      const { data } = (await (await fetch(`${url}/api/v1/status/config`)).json()) as { data: { yaml: string } };
      expect(parse(data.yaml)).toMatchObject({
        scrape_configs: [
          { job_name: 'node' },
          { job_name: 'app', metrics_path: one },
          { job_name: 'site', static_configs: [{ targets: [`https://www.foobar.com${one}`] }] },
        ],
      });
    }
  },
  2 * MINUTE,
);

/** A mail server that says yes to everything, and keeps envelopes and logins. */
function mailServer(received: string[]): Server {
  return createServer((socket) => {
    let data = false;
    let rest = '';
    socket.on('error', () => undefined).write('220 mail\r\n');
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (data && line !== '.') continue;
        const [verb = ''] = line.split(/[ :]/);
        if (/^(MAIL|RCPT|AUTH)$/.test(verb)) received.push(line);
        data = verb === 'DATA';
        const answers: Record<string, string> = {
          EHLO: '250-mail\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN',
          DATA: '354 go on',
          AUTH: '235 welcome',
          QUIT: '221 bye',
        };
        socket.write(`${answers[verb] ?? '250 yes'}\r\n`);
      }
    });
  });
}

test(
  'Alertmanager writes to the channels and addresses, and logs in with the words, that the props say',
  async () => {
    const channels = fc.sample(anyText, { numRuns: 120, seed: 3 }).filter((text) => text !== '');
    const isShort = (text: string) => isEmailAddress(text) && text.length < 60;
    const email = accepted(isShort, { signs: MAIL_SIGNS, end: '@foobar.com', count: 40, seed: 4 });
    const [from, ...to] = email;
    const secrets = fc
      .sample(anyText, { numRuns: 40, seed: 5 })
      .join('')
      .replace(/\u007f|[\u0080-\u009f]/g, '');
    const login = fc.sample(anyText, { numRuns: 40, seed: 6 }).join('');
    const [posted, mailed]: [Record<string, string>, string[]] = [{}, []];
    const hook = createHttpServer((request, response) => {
      void readAll(request).then((body) => {
        posted[request.url!] = (JSON.parse(body) as { channel: string }).channel;
        response.end('ok');
      });
    });
    const port = await listen(hook);
    const smarthost = `127.0.0.1:${await listen(mailServer(mailed))}`;
    const config = await evaluate([secrets], (stack, [password]) =>
      escapeTemplate(
        jsonWithSecrets(
          alertmanagerConfig({
            email: to,
            smtp: { smarthost, from: from!, username: login, password: `"${password!}\\` },
            slack: channels.map((channel, i) => ({ channel, url: `http://127.0.0.1:${port}/${i}` })),
            webhooks: [],
            inhibitions: [],
          }),
          terraformText(stack),
        ),
      ),
    );
    writeFileSync(path('alertmanager.yml'), config.replace('"global": {', '"global": {"smtp_require_tls": false,'));
    const url = await serve(
      'prometheus-alertmanager',
      '--config.file=alertmanager.yml',
      '--storage.path=alerts',
      '--cluster.listen-address=',
    );
    await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels: { alertname: 'One' } }]),
    });
    const recipients = () => mailed.filter((line) => line.startsWith('RCPT')).length;
    const isComplete = () => Object.keys(posted).length === channels.length && recipients() === to.length;
    await until(isComplete, 40, 'all have the alert').catch(() => undefined);
    expect(posted).toEqual(Object.fromEntries(channels.map((channel, i) => [`/${i}`, channel])));
    const lines = (verb: string) => [...new Set(mailed.filter((line) => line.startsWith(verb)))].sort();
    expect(lines('RCPT')).toEqual(to.map((one) => `RCPT TO:<${one}>`).sort());
    expect(lines('MAIL')).toEqual([expect.stringContaining(`MAIL FROM:<${from}>`)]);
    const auth = Buffer.from(`\0${login}\0"${secrets.normalize('NFC')}\\`).toString('base64');
    expect(lines('AUTH')).toEqual([`AUTH PLAIN ${auth}`]);
  },
  2 * MINUTE,
);
