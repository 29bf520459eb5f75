import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePython, python } from '../../python';

const NODE = join(__dirname, '../../../../cli/mysql/node');
const directory = mkdtempSync(join(tmpdir(), 'mysql-migrate-'));
const PROGRAM = join(directory, 'mysql-migrate.py');
afterAll(() => rmSync(directory, { recursive: true }));

beforeAll(() => {
  const [admin, migrate] = ['mysql-admin.py', 'mysql-migrate.py'].map((name) => readFileSync(join(NODE, name), 'utf8'));
  writeFileSync(PROGRAM, `ADMIN = ${JSON.stringify(admin)}\n${migrate}`);
});

/** Two databases that note what they are told. A login is refused as their accounts are. */
const SIDES = `
told = []
class Connection:
    def escape(self, text): return "'" + text + "'"
    def thread_id(self): return 7
    def close(self): pass
class Server:
    def __init__(self, side): self.connection, self.side = Connection(), side
    def run(self, *statements):
        for one in statements:
            told.append(self.side + ": " + one)
            state = sides[self.side]
            if one.endswith("ACCOUNT LOCK"): state["locked"] = True
            if one.endswith("ACCOUNT UNLOCK"): state["locked"] = False
            if "IDENTIFIED BY" in one: state["passwords"].append(one.split("IDENTIFIED BY ")[1].split("'")[1])
            if one.startswith("KILL"): state["sessions"].remove(int(one.split()[1]))
    def rows(self, sql, *values): return [(one,) for one in sides[self.side]["sessions"]]
    def value(self, sql, *values):
        if "WAIT_FOR" in sql: return sides[self.side]["waits"].pop(0) if sides[self.side]["waits"] else 0
        if "GTID_SUBTRACT" in sql: return sides[self.side]["lacks"]
        return "uuid:1-5"
sides = {name: {"locked": False, "passwords": [], "sessions": [], "waits": [], "lacks": ""} for name in ("self-hosted", "managed")}
def side(name):
    def login(user, password):
        error = 1045 if password not in sides[name]["passwords"] else 3118 if sides[name]["locked"] else None
        if error: raise Exception(error, "refused")
        return Server(name)
    return program.Side(name, Server(name), "app", name + "-pw", "self-hosted-pw", login)
m = types.SimpleNamespace(here=side("self-hosted"), there=side("managed"))
m.lacks = lambda side, other: program.admin.transactions(side.server.value("GTID_SUBTRACT"))
sides["self-hosted"]["passwords"].append("self-hosted-pw")
sides["managed"]["passwords"].append("managed-pw")
`;

function run(code: string): unknown {
  return python(PROGRAM, SIDES + code);
}

describePython('a switch', () => {
  test('has the one that served refuse the app and end its sessions before the other one takes it', () => {
    const [told, open] = run(`
sides["self-hosted"]["sessions"] = [11, 12]
program.switch(m, "managed")
print(json.dumps([told, [one.refusal() is None for one in (m.here, m.there)]]))`) as [string[], boolean[]];
    expect(told).toEqual([
      "self-hosted: ALTER USER 'app'@'%' ACCOUNT LOCK",
      'self-hosted: KILL 11',
      'self-hosted: KILL 12',
      "managed: ALTER USER 'app'@'%' IDENTIFIED BY 'self-hosted-pw'",
      "managed: ALTER USER 'app'@'%' IDENTIFIED BY 'managed-pw' RETAIN CURRENT PASSWORD",
      "managed: ALTER USER 'app'@'%' ACCOUNT UNLOCK",
    ]);
    expect(open).toEqual([false, true]);
  });

  test('and back: a managed cluster’s administrator may not end the app’s sessions, so the app’s own account does', () => {
    const told = run(`
program.switch(m, "managed")
told.clear()
sides["managed"]["sessions"] = [7, 21]
program.switch(m, "self-hosted")
print(json.dumps(told))`);
    expect(told).toEqual([
      "managed: ALTER USER 'app'@'%' ACCOUNT LOCK",
      'managed: KILL 21',
      "self-hosted: ALTER USER 'app'@'%' ACCOUNT UNLOCK",
    ]);
  });

  test('that the other one is too slow for ends where it began', () => {
    const answer = run(`
sides["managed"]["waits"] = [0, 1]
try:
    program.switch(m, "managed")
except program.admin.Refused as refusal:
    print(json.dumps([str(refusal), [one.refusal() for one in (m.here, m.there)]]))`);
    expect(answer).toEqual(['managed has not all transactions after 20 s: self-hosted goes on serving', [null, 1045]]);
  });

  test('begins when the other one has what was written so far: until then the app writes on', () => {
    const answer = run(`
sides["managed"]["waits"] = [1]
try:
    program.switch(m, "managed")
except program.admin.Refused as refusal:
    print(json.dumps([str(refusal), told]))`);
    expect(answer).toEqual([expect.stringContaining('the app was not held up for it'), []]);
  });

  test('is refused while the other one lacks more than writes could wait for', () => {
    const answer = run(`
sides["managed"]["lacks"] = "uuid:1-5000"
try:
    program.switch(m, "managed")
except program.admin.Refused as refusal:
    print(json.dumps([str(refusal), told]))`);
    expect(answer).toEqual([expect.stringContaining('managed lacks 5000 transactions'), []]);
  });

  test('never takes the app back once the other one may have been told to take it', () => {
    const answer = run(`
def lost(): raise Exception(2013, "Lost connection")
m.there.take_app = lost
try:
    program.switch(m, "managed")
except Exception as error:
    print(json.dumps([error.args[1], m.here.refusal()]))`);
    expect(answer).toEqual(['Lost connection', 3118]);
  });

  test('that is repeated is done', () => {
    expect(
      run(`
program.switch(m, "managed")
told.clear()
print(json.dumps([program.switch(m, "managed"), told]))`),
    ).toEqual([{ seconds: 0 }, []]);
  });
});

describePython('transactions', () => {
  test('are named one by one', () => {
    expect(run('print(json.dumps(list(program.each("a:1-2:5,\\nb:7,a:tag:3-4"))))')).toEqual([
      'a:1',
      'a:2',
      'a:5',
      'b:7',
      'a:tag:3',
      'a:tag:4',
    ]);
  });
});
