import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../cli/status/node/node-status.py');
const HEAD = '# pxname,svname,status,addr,';
const STAT = [
  HEAD,
  'public,FRONTEND,OPEN,,',
  'web,web1,UP,10.20.0.4:8080,',
  'web,web2,DOWN 1/2,10.20.0.5:8080,',
  'web,web3,MAINT (resolution),,',
  'web,BACKEND,UP,,',
  'mysql-writer,mysql-writer,UP,127.0.0.1:1,',
].join('\\n');

describePython('what a node says of itself', () => {
  test('names the servers that stand for nodes', () => {
    expect(python(PROGRAM, `print(json.dumps(program.servers_in('${STAT}')))`)).toEqual([
      { backend: 'web', slot: 'web1', address: '10.20.0.4', state: 'UP' },
      { backend: 'web', slot: 'web2', address: '10.20.0.5', state: 'DOWN' },
    ]);
  });

  test.each<[string, string, string | null]>([
    ['haproxy', 'Server web/web1 is DOWN, reason: Layer4 timeout', 'web finds 10.20.0.4 down'],
    ['haproxy', '[WARNING] (799) : Server web/web1 is DOWN, reason: Layer4 timeout', null],
    ['haproxy', '{"time":"2026-11-25T12:00:00Z","path":"/"}', null],
    ['Keepalived_vrrp', '(site) Entering MASTER STATE', 'becomes active'],
    ['Keepalived_vrrp', '(site) Receive advertisement timeout', null],
    ['mysql-cluster', 'join: a group with a majority exists', 'join: a group with a majority exists'],
    ['mysql-cluster', 'mysql-1.int.foobar.com: (2003, timed out)', null],
    ['systemd', "nginx.service: Failed with result 'exit-code'.", 'nginx.service failed: exit-code'],
    ['systemd', 'Started nginx.service.', null],
  ])('of the journal of %s, %j is %j', (identifier, message, expected) => {
    const entry = JSON.stringify({ SYSLOG_IDENTIFIER: identifier, MESSAGE: message });
    const code = `print(json.dumps(program.event(json.loads(${JSON.stringify(entry)}), {("web", "web1"): "10.20.0.4"})))`;
    expect(python(PROGRAM, code)).toBe(expected);
  });
});
