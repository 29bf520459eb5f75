import { TIERS, type TierKind } from '../../../../constructs/tiers';
import { followRequest } from '../../../../cli/logs/follow-request';
import { renderLog } from '../../../../cli/logs/render-log';

const ID = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

const entry = (node: string, seconds: number, program: string, message: string) =>
  JSON.stringify({
    __CURSOR: `another in each journal ${Math.random()}`,
    __REALTIME_TIMESTAMP: String(seconds * 1e6),
    _HOSTNAME: node,
    SYSLOG_IDENTIFIER: program,
    MESSAGE: message,
  });

const JOURNALS: Readonly<Record<string, string | Error>> = {
  'lb-1.int.foobar.com': entry(
    'lb-1',
    3,
    'haproxy',
    JSON.stringify({ request_id: ID, status: 200, server: 'web1', tls: 'TLSv1.3' }),
  ),
  'lb-2.int.foobar.com': '',
  'web-1.int.foobar.com': `${entry('web-1', 2, 'nginx', 'upstream timed out')}\n${entry('web-1.int.foobar.com', 1, 'nginx', JSON.stringify({ request_id: ID, path: '/' }))}\n`,
  'app-1.int.foobar.com': new Error('ended with 255:\nssh: timed out\n'),
};

const nodes = {
  tiers: [
    ...(Object.keys(TIERS) as TierKind[]).map((kind) => ({ kind, ...TIERS[kind] })),
    { role: 'queue', title: 'queue' },
  ],
  asked: [] as string[],
  tier: (tier: string) => Object.keys(JOURNALS).filter((name) => name.startsWith(tier)),
  on(node: string, command: string) {
    this.asked.push(command);
    const journal = JOURNALS[node];
    return journal instanceof Error ? Promise.reject(journal) : Promise.resolve(journal!);
  },
};

test('finds a request in the journals of all tiers, from the visitor inwards, and says who could not be asked', async () => {
  const { lines, missing } = await followRequest(nodes, ID, 24);
  expect(lines.map(({ node, at, program }) => [node, at, program])).toEqual([
    ['lb-1', 3000, 'haproxy'],
    ['web-1', 1000, 'nginx'],
    ['web-1', 2000, 'nginx'],
  ]);
  expect(lines[0]!.fields).toMatchObject({ status: 200, tls: 'TLSv1.3' });
  expect(lines[2]).toMatchObject({ fields: {}, text: 'upstream timed out' });
  expect(missing).toEqual(['app-1: ssh: timed out']);
  expect(nodes.asked).toHaveLength(4);
});

test('finds what lost nodes have written where it was collected, each line once', async () => {
  const line = entry('web-1.int.foobar.com', 1, 'nginx', JSON.stringify({ request_id: ID, path: '/' }));
  const collected = [line, entry('app-1', 2, 'app', `request ${ID}`), entry('web-9', 3, 'nginx', `lost ${ID}`)];
  const journals = { 'monitoring-1.int.foobar.com': new Error('ended with 255'), 'monitoring-2.int.foobar.com': '' };
  const asked: string[] = [];
  const { lines, missing } = await followRequest(
    {
      tiers: nodes.tiers,
      tier: (tier) => [...nodes.tier(tier), ...Object.keys(journals).filter((name) => name.startsWith(tier))],
      on(node, command) {
        asked.push(`${node} ${command}`);
        if (node.startsWith('monitoring-2')) return Promise.resolve(`${collected.join('\n')}\n`);
        return node in journals ? Promise.reject(journals['monitoring-1.int.foobar.com']) : nodes.on(node, command);
      },
    },
    ID,
    24,
  );
  expect(lines.map(({ node, at }) => [node, at])).toEqual([
    ['lb-1', 3000],
    ['web-1', 1000],
    ['web-1', 2000],
    ['web-9', 3000],
    ['app-1', 2000],
  ]);
  expect(missing).toEqual(['app-1: ssh: timed out', 'monitoring-1: ended with 255']);
  expect(asked.filter((one) => one.includes('-D /var/log/journal/remote'))).toHaveLength(2);
});

test('shows a line for each, without what is the same in all', async () => {
  expect(renderLog(ID, await followRequest(nodes, ID, 24))).toBe(
    [
      '1970-01-01 00:00:03.000Z  lb-1     haproxy   status=200 server=web1 tls=TLSv1.3',
      '1970-01-01 00:00:01.000Z  web-1    nginx     path=/',
      '1970-01-01 00:00:02.000Z  web-1    nginx     upstream timed out',
      'Not asked: app-1: ssh: timed out',
    ].join('\n'),
  );
});

test('says so when nobody knows the request', () => {
  expect(renderLog(ID, { lines: [], missing: [] })).toContain(`No node knows a request ${ID}`);
});

test.each(['', 'x', `${ID} || reboot`])('refuses %j, which is no id, before it reaches a shell', async (id) => {
  await expect(followRequest(nodes, id, 24)).rejects.toThrow("a request's id looks like");
});

test('shows the control characters of a request as text', () => {
  const line = { node: 'web-1', at: 1000, program: 'nginx', fields: { path: '/\x1b[2J' } };
  const other = { ...line, fields: {}, text: 'one\nWarning: \x9b1A' };
  expect(renderLog(ID, { lines: [line, other], missing: ['app-1: \x07'] }).split('\n')).toEqual([
    expect.stringMatching(/path=\/\\x1b\[2J$/),
    expect.stringMatching(/one\\x0aWarning: \\x9b1A$/),
    'Not asked: app-1: \\x07',
  ]);
});
