import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-cluster.py');

/** [state, quorate, transactions held], or null for no answer. */
type Member = [string, boolean, string] | null;

function decideGroup(self: string, members: Record<string, Member>): string {
  const answers = Object.entries(members).map(
    ([name, member]) =>
      `'${name}': ${member ? `program.Answer('${member[0]}', '', ${member[1] ? 'True' : 'False'}, '${member[2]}')` : 'None'}`,
  );
  const code = `print(json.dumps(program.decide_group('${self}', {${answers.join(', ')}}, lambda a, b: set(b) <= set(a))[0]))`;
  return python(PROGRAM, code) as string;
}

const off = (transactions = ''): Member => ['OFFLINE', false, transactions];
const online: Member = ['ONLINE', true, 'ab'];

describePython('a node of a group', () => {
  test.each<[string, string, Record<string, Member>]>([
    ['stays where it is when it is in the group', 'stay', { a: online, b: null, c: null }],
    ['joins a group that has a majority', 'join', { a: off('ab'), b: online, c: null }],
    ['does not join a group without a majority', 'wait', { a: off(), b: ['ONLINE', false, 'ab'], c: null }],
    [
      'waits for a node that does not answer, for that one may know more',
      'wait',
      { a: off('ab'), b: off('ab'), c: null },
    ],
    ['waits while another is in transition', 'wait', { a: off('ab'), b: off('ab'), c: ['RECOVERING', false, 'ab'] }],
    [
      'waits for a server that still leaves its old group: what that could not get through would reach the new one',
      'wait',
      { a: off('ab'), b: off('ab'), c: ['ERROR', false, 'ab'] },
    ],
    ['begins when all are off and it is the first of equals', 'bootstrap', { a: off(), b: off(), c: off() }],
    ['leaves the beginning to the node that has every transaction', 'wait', { a: off('a'), b: off('ab'), c: off('a') }],
    ['begins when it alone has every transaction', 'bootstrap', { b: off('a'), a: off('ab'), c: off('a') }],
    ['stops when no node has every transaction', 'diverged', { a: off('ab'), b: off('ac'), c: off('a') }],
  ])('%s', (_, verb, members) => {
    expect(decideGroup('a', members)).toBe(verb);
  });

  test('never begins beside another: at most one of three does, whatever each holds', () => {
    const sets = ['', 'a', 'ab', 'b'];
    const code = `
import itertools
def starts(held):
    answers = {n: program.Answer('OFFLINE', '', False, h) for n, h in zip('abc', held)}
    return [program.decide_group(n, answers, lambda x, y: set(y) <= set(x))[0] for n in 'abc'].count('bootstrap')
print(json.dumps(sorted(set(starts(held) for held in itertools.product(${JSON.stringify(sets)}, repeat=3)))))`;
    expect(python(PROGRAM, code)).toEqual([0, 1]);
  });
});

describePython('the nodes that have to answer', () => {
  test('are those of the last deploy, also on a node that was made with others', () => {
    const code = `
import tempfile
paths = []
for text in ('KIND=group\\nNODES="a b c"\\n', 'ADMIN_PASSWORD=x\\nNODES="a b c d e"\\n'):
    with tempfile.NamedTemporaryFile('w', delete=False) as f:
        f.write(text)
    paths.append(f.name)
program.SETTINGS = paths
found = program.settings()
print(json.dumps([found['KIND'], found['NODES'].split()]))
for path in paths:
    os.unlink(path)`;
    expect(python(PROGRAM, code)).toEqual(['group', ['a', 'b', 'c', 'd', 'e']]);
  });
});

describePython("the app's share of the connections", () => {
  /** What is run for a server that takes so many, and an account that may have so many: null when there is none. */
  const share = (max: number, account: number | null) =>
    python(
      PROGRAM,
      `
class Local:
    connection = types.SimpleNamespace(escape=lambda text: "'" + text + "'")
    ran = []
    def value(self, sql, *values):
        return ${max} if 'max_connections' in sql else ${account ?? 'None'}
    def run(self, *statements):
        self.ran.extend(statements)
program.load_time_zones = lambda: None
program.say = lambda line: None
secrets = {'APP_USER': 'app', 'APP_DATABASE': 'app', 'APP_PASSWORD': 'x', 'APP_CONNECTIONS': '250', 'OWN_CONNECTIONS': '50'}
program.make_application_account(Local(), secrets)
print(json.dumps([one for one in Local.ran if 'MAX_USER' in one]))`,
    );

  test('is given with the account', () => {
    expect(share(300, null)).toEqual([
      "CREATE USER 'app'@'%' IDENTIFIED BY 'x' REQUIRE SSL WITH MAX_USER_CONNECTIONS 250",
    ]);
  });

  test('follows a deploy, and is left alone when it is right', () => {
    expect(share(300, 100)).toEqual(["ALTER USER 'app'@'%' WITH MAX_USER_CONNECTIONS 250"]);
    expect(share(300, 250)).toEqual([]);
  });

  test('leaves a server that has not been restarted yet its own connections', () => {
    expect(share(200, 100)).toEqual(["ALTER USER 'app'@'%' WITH MAX_USER_CONNECTIONS 150"]);
  });
});

describePython('a server in ERROR', () => {
  /** What becomes of it when the server answers so to STOP GROUP_REPLICATION: 0, or the number of an error. */
  const leave = (answer: number) =>
    python(
      PROGRAM,
      `
import pymysql
pymysql.err = types.SimpleNamespace(OperationalError=type('OperationalError', (Exception,), {}))
killed = []
program.subprocess = types.SimpleNamespace(run=lambda argv, **_: killed.append(argv))
class Server:
    def __init__(self, timeout): pass
    def run(self, statement):
        if ${answer}: raise pymysql.err.OperationalError(${answer}, 'in the words of the server')
program.Server = Server
try:
    left = program.leave_group()
except pymysql.err.OperationalError as error:
    left = error.args[0]
print(json.dumps([left, killed]))`,
    );

  test('leaves its group, and is killed when that does not end', () => {
    expect(leave(0)).toEqual([true, []]);
    expect(leave(2013)).toEqual([false, [['systemctl', 'kill', '--signal=KILL', 'mysql.service']]]);
  });

  test('is left alone when it refuses, and its words are told', () => {
    expect(leave(3796)).toEqual([3796, []]);
  });
});

describePython('a primary whose volume fills up', () => {
  test.each<[string, string, number, string]>([
    ['stays while there is room', 'stay', 0.04, "{'b': True, 'c': True}"],
    ['hands over to one that has room', 'hand over', 0.02, "{'b': False, 'c': True}"],
    ['stays when nobody has more', 'stay', 0.02, "{'b': False, 'c': False}"],
    ['gives up when it cannot commit any more', 'give up', 0, "{'b': True, 'c': True}"],
    ['stays when the other one alone would have no majority', 'stay', 0, "{'b': True}"],
  ])('%s', (_, verb, free, others) => {
    expect(python(PROGRAM, `print(json.dumps(program.decide_space(${free}, ${others})[0]))`)).toBe(verb);
  });
});

describePython('a node of a pair', () => {
  const decide = (self: string, own: string, peer: string | null) =>
    python(
      PROGRAM,
      `print(json.dumps(program.decide_pair('${self}', 'one', '${own}', ${peer === null ? 'None' : `'${peer}'`})[0]))`,
    );

  test.each<[string, string, string, string, string | null]>([
    ['the first of two new nodes leads', 'lead', 'one', 'none', 'none'],
    ['the second of two new nodes waits', 'wait', 'two', 'none', 'none'],
    ['a new node follows a primary', 'follow', 'two', 'none', 'primary'],
    ['a primary leads while its replica follows', 'lead', 'one', 'primary', 'replica'],
    ['a primary that comes back alone waits: the other may have been promoted', 'wait', 'one', 'primary', null],
    ['two primaries stop', 'diverged', 'one', 'primary', 'primary'],
    ['a replica never leads by itself', 'follow', 'two', 'replica', null],
    ['a promoted node leads alone until it has a replica', 'lead alone', 'two', 'promoted', null],
    ['a promoted node goes on beside the one that it has replaced', 'lead alone', 'two', 'promoted', 'primary'],
    ['a promoted node with a replica leads as any primary', 'lead', 'two', 'promoted', 'replica'],
    ['a primary that was replaced meanwhile stops', 'diverged', 'one', 'primary', 'promoted'],
    ['a new node follows a promoted one', 'follow', 'one', 'none', 'promoted'],
  ])('%s', (_, verb, self, own, peer) => {
    expect(decide(self, own, peer)).toBe(verb);
  });
});

describePython('the journal of its passes', () => {
  test('has the lines of a pass from the first on that the pass before had not said: what it waits for comes last', () => {
    const code = `
import contextlib, io
out = io.StringIO()
journal = program.Journal()
with contextlib.redirect_stdout(out):
    for lines in (['b: away', 'wait'], ['wait'], [], ['wait'], ['b: no route', 'wait'], ['b: no route', 'wait']):
        for line in lines:
            journal.say(line)
        journal.next_pass()
print(json.dumps(out.getvalue().split('\\n')[:-1]))`;
    expect(python(PROGRAM, code)).toEqual(['b: away', 'wait', 'wait', 'b: no route', 'wait']);
  });

  test('shows of an error the words of the server, and not the statement, which may hold a password', () => {
    const code = `
said = []
program.say = said.append
def fail():
    raise ValueError(1064, 'You have an error', 'IDENTIFIED BY secret')
print(json.dumps([program.outcome_of(fail), said]))`;
    expect(python(PROGRAM, code)).toEqual(['waiting for others', ['ValueError: You have an error']]);
  });
});

describePython('a pass of a member that is in its place', () => {
  /** Names of the nodes that it has asked. */
  const asked = (state: string) =>
    python(
      PROGRAM,
      `
asked = []
class Server:
    def __init__(self, host=None, password=None, timeout=None):
        if host: asked.append(host)
    def answer(self):
        return program.Answer('${state}', 'SECONDARY', True, '')
    def run(self, *statements): pass
    def value(self, sql, *values): return 1
    connection = types.SimpleNamespace(escape=repr)
program.Server = Server
program.mark = program.note_account = lambda *arguments: None
program.say = lambda line: None
program.run_group(Server(), 'a', {'NODES': 'a b c', 'ADMIN_PASSWORD': 'x', 'REPLICATION_PASSWORD': 'y'})
print(json.dumps(asked))`,
    );

  test('asks nobody else', () => {
    expect(asked('ONLINE')).toEqual([]);
  });

  test('asks all others while it is not', () => {
    expect(asked('OFFLINE')).toEqual(['b', 'c']);
  });
});
