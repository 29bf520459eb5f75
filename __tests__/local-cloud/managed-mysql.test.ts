import { startLoad } from '../../drills/load';
import { measure, succeeded } from '../../drills/measure';
import { until } from '../../host/until';
import { askLocal, type CloudStatus } from '../../local-cloud/client';
import { MYSQL_PORT } from '../../local-cloud/managed-mysql/names';
import { takeDown } from '../../local-cloud/launch';
import {
  connects,
  daemon,
  deploySite,
  expectEmptyPlan,
  destroySite,
  get,
  onNode,
  postVisit,
  restartApi,
  runtime,
  settings,
  siteAnswers,
  status,
} from './site';
import { TABLE } from './app-processes';
import { VISITOR_ADDRESS } from '../../local-cloud/addresses';

const MINUTE = 60_000;
type DatabaseNode = CloudStatus['databases'][number]['nodes'][number];

beforeAll(async () => {
  await takeDown(settings);
  await deploySite('managed');
  await siteAnswers();
}, 8 * MINUTE);
afterAll(() => takeDown(settings), MINUTE);

async function cluster(): Promise<CloudStatus['databases'][number]> {
  return (await status()).databases[0]!;
}

async function nodeThatIs(role: DatabaseNode['role']): Promise<DatabaseNode> {
  return (await cluster()).nodes.find((node) => node.role === role)!;
}

/** Of one server, by its own root. */
async function ask(node: DatabaseNode, sql: string): Promise<string> {
  return (await runtime.exec(node.id, ['mysql', '-N', '-B', '-e', sql])).trim();
}

/** Whether a droplet comes through to a node's MySQL by its private address. */
async function reaches(droplet: string, { privateIp }: DatabaseNode): Promise<boolean> {
  const answer = await onNode(
    droplet,
    `timeout 2 bash -c '</dev/tcp/${privateIp}/${MYSQL_PORT}' && echo yes || echo no`,
  );
  return answer.trim() === 'yes';
}

test(
  'the app writes on the primary and reads from the read replica, where it reaches a cluster of its own: on loopback',
  async () => {
    const [primary, reader] = [await nodeThatIs('primary'), await nodeThatIs('read replica')];
    expect(await postVisit()).toMatchObject({ written_on: primary.name, read_from: reader.name });
    expect(JSON.parse(await get('/path'))).toMatchObject({ mysql_primary: primary.name, mysql_replica: reader.name });
  },
  MINUTE,
);

test(
  "what an app's migrations meet: functions, named time zones, and the words of a table without a primary key",
  async () => {
    const primary = await nodeThatIs('primary');
    await ask(primary, 'CREATE FUNCTION app.doubled(x INT) RETURNS INT RETURN 2 * x');
    expect(await ask(primary, 'SELECT app.doubled(21)')).toBe('42');
    expect(await ask(primary, 'SELECT @@log_bin_trust_function_creators')).toBe('1');
    for (const node of (await cluster()).nodes)
      expect(await ask(node, "SELECT CONVERT_TZ('2026-07-01 12:00:00', 'UTC', 'Europe/Berlin')")).toBe(
        '2026-07-01 14:00:00',
      );
    await expect(ask(primary, 'CREATE TABLE app.plain (a INT)')).rejects.toThrow('3750');
    await ask(primary, 'DROP FUNCTION app.doubled');
  },
  MINUTE,
);

test(
  'no login without TLS, and the certificate is the CA’s that Terraform handed to the app',
  async () => {
    const check = (ca: string) =>
      onNode(
        'app-1',
        `openssl s_client -starttls mysql -connect 127.0.0.1:3306 -CAfile ${ca} </dev/null 2>&1 | grep 'Verify return code' | head -1`,
      );
    expect(await check('/etc/ssl/mysql-ca.pem')).toContain('0 (ok)');
    expect(await check('/etc/ssl/certs/ca-certificates.crt')).not.toContain('0 (ok)');
    expect(await ask(await nodeThatIs('primary'), 'SELECT @@require_secure_transport')).toBe('1');
  },
  MINUTE,
);

test(
  'the load balancers call nginx, and nginx the app, by TLS with the CA of the site, and by nothing else',
  async () => {
    const verified = (caller: string, tier: string) =>
      onNode(
        caller,
        `openssl s_client -connect ${tier}.int.foobar.com:8443 -servername ${tier}.int.foobar.com -verify_hostname ${tier}.int.foobar.com -CAfile /etc/tier-tls/ca.pem </dev/null 2>&1 | grep 'Verify return code' | head -1`,
      );
    const plain = (caller: string, host: string, port: number) =>
      onNode(
        caller,
        `timeout 2 bash -c '</dev/tcp/${host}.int.foobar.com/${port}' 2>/dev/null && echo open || echo closed`,
      );
    expect(await verified('lb-1', 'web')).toContain('0 (ok)');
    expect(await verified('web-1', 'app')).toContain('0 (ok)');
    expect(await plain('lb-1', 'web-1', 8080)).toContain('closed');
    expect(await plain('web-1', 'app-1', 8000)).toContain('closed');
    expect(await onNode('web-1', 'cat /etc/tier-tls/ca.pem')).not.toContain('PRIVATE KEY');
  },
  MINUTE,
);

test(
  'by TLS, too, an app server and a web server that restart cost no request',
  async () => {
    const load = await startLoad(settings, 'by-tls', { timeoutMs: 5000, perSecond: 50, postEvery: 5 });
    await onNode('app-1', 'systemctl restart app.service');
    await onNode('web-1', 'systemctl restart nginx.service');
    await load.stop();
    expect(load.outcomes.length).toBeGreaterThan(100);
    expect(load.outcomes.filter((one) => !succeeded(one))).toEqual([]);
  },
  MINUTE,
);

test(
  'the settings are those of every server',
  async () => {
    for (const node of (await cluster()).nodes)
      expect(await ask(node, 'SELECT @@global.wait_timeout, @@global.sql_require_primary_key')).toBe('900\t1');
  },
  MINUTE,
);

test(
  'the app servers alone come through to the database',
  async () => {
    for (const node of (await cluster()).nodes) {
      expect(await reaches('app-1', node)).toBe(true);
      expect(await reaches('web-1', node)).toBe(false);
      expect(await connects(VISITOR_ADDRESS, node.publicIp, MYSQL_PORT)).toBe(false);
    }
  },
  MINUTE,
);

test(
  'a second plan is empty',
  async () => {
    await expectEmptyPlan();
  },
  MINUTE,
);

test(
  'a lost primary is replaced by its standby, no acknowledged write is lost, and a plan is empty after',
  async () => {
    const [lost, standby] = [await nodeThatIs('primary'), await nodeThatIs('standby')];
    const load = await startLoad(settings, 'managed', { timeoutMs: 5000, perSecond: 50, postEvery: 2 });
    try {
      const acknowledged = () => load.outcomes.filter((one) => one.id !== undefined && succeeded(one)).length;
      await until(() => acknowledged() > 20, 30, 'writes are acknowledged');
      await askLocal(daemon(), `/databases/${(await cluster()).name}/kill`, 'POST');
      await until(async () => (await nodeThatIs('primary')).name === standby.name, 30, 'the standby is primary');
      await until(async () => (await postVisit()).written_on === standby.name, 60, 'the app writes on it');
    } finally {
      await load.stop();
    }
    const ids = load.outcomes.filter(({ id }) => id !== undefined);
    expect(ids.filter(succeeded).length).toBeGreaterThan(20);
    const stored = async (node: DatabaseNode) => {
      const rows = await ask(node, "SELECT id, COUNT(*) FROM app.visits WHERE id LIKE 'managed-%' GROUP BY id");
      return new Map(rows.split('\n').map((row) => [row.split('\t')[0]!, Number(row.split('\t')[1])]));
    };
    // The lost one comes back as standby, with what was written meanwhile.
    await until(async () => (await nodeThatIs('standby')).name === lost.name, 60, 'the lost node is a standby');
    for (const role of ['primary', 'standby', 'read replica'] as const) {
      const node = async () => measure(ids, await stored(await nodeThatIs(role)));
      await until(async () => (await node()).lost === 0, 60, `the ${role} has every acknowledged id`);
      expect(await node()).toMatchObject({ lost: 0, duplicated: 0 });
    }
    process.stdout.write(`managed MySQL, primary lost: ${JSON.stringify(measure(ids, new Map()))}\n`);
    await expectEmptyPlan();
  },
  5 * MINUTE,
);

test(
  'a killed process of the APIs loses nothing, and is no outage of the database',
  async () => {
    const primary = await nodeThatIs('primary');
    await restartApi();
    expect(await postVisit()).toMatchObject({ written_on: primary.name });
    expect(await nodeThatIs('primary')).toMatchObject({ name: primary.name, power: 'on' });
  },
  MINUTE,
);

test(
  'the release has run once on two nodes, the schedule once in a minute, and a worker that is killed runs again',
  async () => {
    const primary = await nodeThatIs('primary');
    const ran = async () => {
      const rows = await ask(
        primary,
        `SELECT what, COUNT(*), COUNT(DISTINCT at) FROM ${TABLE} GROUP BY what ORDER BY what`,
      );
      return rows.split('\n').map((row) => row.split('\t'));
    };
    await until(async () => (await ran()).length === 2, 70, 'the schedule has run');
    const [release, [, runs, minutes]] = (await ran()) as [string[], string[]];
    expect(release).toEqual(['release', '1', '1']);
    expect(runs).toBe(minutes);
    const main = () => onNode('app-1', 'systemctl show -P MainPID app-worker-mail.service');
    const before = await main();
    await onNode('app-1', 'systemctl kill -s KILL app-worker-mail.service');
    await until(async () => !['0', before.trim()].includes((await main()).trim()), 30, 'the worker runs again');
  },
  2 * MINUTE,
);

test(
  'a destroy leaves no cluster and no node',
  async () => {
    await destroySite('managed');
    // Terraform does not wait for the cluster; the VPC goes when its last node has.
    const { databases, resources } = await status();
    expect({ databases, vpcs: resources.vpcs }).toEqual({ databases: [], vpcs: 0 });
  },
  3 * MINUTE,
);
