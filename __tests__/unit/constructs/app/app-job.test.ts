import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/app/node/app-job.py');

/** One row that several processes see; what each says is kept. */
const SHARED = `
program.pymysql.Error = program.pymysql.ProgrammingError = type("Error", (Exception,), {})
program.BEAT, program.GRACE = 0.02, 1
said = []
program.say = said.append

class Row:
    def __init__(self, state="new", node="", token="", expired=True, output="", handled=None):
        self.values = dict(state=state, node=node, token=token, expired=expired, output=output, handled=handled)
        self.renewals = self.skipped = 0
    def of(self, token):
        return Record(self, token)

class Record:
    def __init__(self, row, token):
        self.row, self.token = row, token
    def read(self):
        return dict(self.row.values)
    def claim(self, seen, handled=None):
        now = self.row.values
        same = all(now[name] == seen[name] for name in ("state", "token", "handled"))
        if same and (now["state"] != "running" or now["expired"]):
            now.update(state="running", node="app-" + self.token, token=self.token, expired=False, output="", handled=handled)
    def handle(self, handled, skipped=0):
        self.row.values["handled"] = handled
        self.row.skipped += skipped
    def renew(self, seconds=0):
        self.row.renewals += 1
        return self.row.values["token"] == self.token and self.row.values["state"] == "running"
    def end(self, state, output):
        if self.row.values["token"] == self.token:
            self.row.values.update(state=state, output=output)

ran = []
def runs(succeeds=True, output="boom"):
    def run_claimed(record, path, timeout, meanwhile=None):
        ran.append(record.token)
        record.end("done" if succeeds else "failed", output)
    return run_claimed
patience = lambda what: what()
def release(row, token, run_claimed, sleep=None):
    return program.release(row.of(token), 900, patience, sleep, run_claimed)
`;
const shared = (code: string) => python(PROGRAM, SHARED + code);

describePython('a release', () => {
  test('runs once, however many nodes ask for it', () => {
    expect(
      shared(`
row = Row()
print(json.dumps([[release(row, token, runs()) for token in "123"], ran]))`),
    ).toEqual([[0, 0, 0], ['1']]);
  });

  test('that runs elsewhere is waited for', () => {
    expect(
      shared(`
row = Row("running", "app-1", "1", False)
def sleep(_): row.values.update(state="done")
print(json.dumps([release(row, "2", runs(), sleep), ran, said]))`),
    ).toEqual([0, [], ['waiting for the release, which runs on app-1']]);
  });

  test('that fails elsewhere meanwhile fails here too, with its last lines', () => {
    expect(
      shared(`
row = Row("running", "app-1", "1", False)
def sleep(_): row.values.update(state="failed", output="Table 'users' already exists\\n")
print(json.dumps([release(row, "2", runs(), sleep), ran, said[-1]]))`),
    ).toEqual([1, [], "the release has failed on app-1:\nTable 'users' already exists\n"]);
  });

  test('that had failed before is tried again, and once by each node', () => {
    expect(
      shared(`
row = Row("failed", "app-1", "1", output="boom")
print(json.dumps([release(row, "2", runs(False)), release(row, "3", runs()), ran]))`),
    ).toEqual([1, 0, ['2', '3']]);
  });

  test('begins again when the node that ran it is lost, and not while its lease lasts', () => {
    expect(
      shared(`
row = Row("running", "app-1", "1", False)
def sleep(_): row.values.update(expired=True)
print(json.dumps([release(row, "2", runs(), sleep), ran, said[-1]]))`),
    ).toEqual([0, ['2'], 'beginning again: the release was interrupted on app-1']);
  });

  test('is left alone when another node was quicker to begin', () => {
    expect(
      shared(`
row = Row()
class Slow(Record):
    def claim(self, seen):
        if self.row.values["state"] == "new":
            row.of("1").claim(seen)
            Record.claim(self, seen)
def sleep(_): row.of("1").end("done", "")
print(json.dumps([program.release(Slow(row, "2"), 900, patience, sleep, runs()), ran]))`),
    ).toEqual([0, []]);
  });
});

describePython('a schedule', () => {
  /** Each ten seconds; what it says of a run at a time is its exit status. */
  const scheduled = (code: string) =>
    shared(`
times = lambda calendar, after: (after // 10 + 1) * 10
def schedule(row, token, now, run_claimed=runs(), sleep=None):
    clock = now if callable(now) else lambda: now
    return program.schedule(row.of(token), "/x", "", 900, patience, clock, sleep, run_claimed, times)
${code}`);

  test('runs on one node at its time, however many timers there are and however their clocks differ', () => {
    expect(
      scheduled(`
row = Row(handled=95)
print(json.dumps([[schedule(row, "1", 100.9), schedule(row, "2", 100.1), schedule(row, "3", 104)], ran, row.values["handled"]]))`),
    ).toEqual([[0, 0, 0], ['1'], 100]);
  });

  test('that is new waits for its first time', () => {
    expect(
      scheduled(`
row = Row()
print(json.dumps([schedule(row, "1", 104), ran, schedule(row, "2", 110), ran]))`),
    ).toEqual([0, ['2'], 0, ['2']]);
  });

  test('runs once for all the times at which no node was there', () => {
    expect(
      scheduled(`
row = Row("done", "app-9", "9", handled=20)
print(json.dumps([schedule(row, "1", 104), schedule(row, "2", 105), ran]))`),
    ).toEqual([0, 0, ['1']]);
  });

  test('that runs elsewhere is begun again when that node is lost', () => {
    expect(
      scheduled(`
row = Row("running", "app-1", "1", False, handled=100)
def sleep(_): row.values.update(expired=True)
print(json.dumps([schedule(row, "2", 100, sleep=sleep), ran, row.values["handled"], said]))`),
    ).toEqual([0, ['2'], 100, ['beginning again: the run on app-1 was interrupted']]);
  });

  test('that fails fails where it ran alone, until it succeeds', () => {
    expect(
      scheduled(`
row = Row(handled=95)
print(json.dumps([schedule(row, "1", 100, runs(False)), schedule(row, "2", 101), schedule(row, "1b", 110)]))`),
    ).toEqual([1, 0, 0]);
  });

  test('skips the times that come while it runs, and records that', () => {
    expect(
      scheduled(`
row, clock = Row(handled=95), [100]
def long(record, path, timeout, meanwhile):
    for clock[0] in (105, 110, 115, 121): meanwhile()
    record.end("done", "")
print(json.dumps([schedule(row, "1", lambda: clock[0], long), row.skipped, row.values["handled"], said]))`),
    ).toEqual([0, 2, 121, Array(2).fill('skipped: the run before has not ended yet')]);
  });

  test('that cannot ask the database for ten minutes has not run, and is tried again', () => {
    expect(
      shared(`
def away(): raise OSError("away")
clock = iter(range(0, 2000, 100))
try: program.Patience(program.AWAY, lambda _: None, lambda: next(clock))(away)
except SystemExit as error: print(json.dumps([error.code, said]))`),
    ).toEqual([75, ['waiting for the database: away']]);
  });
});

describePython('the command of a job', () => {
  const directory = mkdtempSync(join(tmpdir(), 'app-job-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = (shell: string) => {
    const path = join(directory, 'command');
    writeFileSync(path, `#!/bin/sh -e\n${shell}\n`, { mode: 0o755 });
    return JSON.stringify(path);
  };
  const outcome = (shell: string, { timeout = 60, before = '' } = {}) =>
    shared(`
row = Row("running", "app-1", "1", False)
record = row.of("1")
${before}
print(json.dumps([program.run(record, program.Command(${file(shell)}), ${timeout}), said]))`);

  test('succeeds with its output in the journal, line by line', () => {
    expect(outcome('echo one; echo two >&2')).toEqual([
      [true, 'one\ntwo\n'],
      ['one', 'two'],
    ]);
  });

  test('fails with what it printed last, and its status', () => {
    expect(outcome('seq 100; exit 3')).toEqual([
      [false, expect.stringMatching(/^71\n[^]*\n100\nended with 3\n$/)],
      expect.anything(),
    ]);
  });

  test('is stopped at its time limit, with its children', () => {
    expect(outcome('echo begins; sleep 60; echo ends', { timeout: 0.1 })).toEqual([
      [false, 'begins\nwas stopped after 0 s, its time limit\n'],
      ['begins'],
    ]);
  });

  test('is stopped when another node has its lease', () => {
    expect(outcome('sleep 60', { before: 'row.values["token"] = "2"' })).toEqual([
      null,
      ['another node has taken over'],
    ]);
  });

  test('is stopped before its lease can expire when the database is away', () => {
    expect(
      outcome('sleep 60', {
        before: `
program.WITHOUT_RENEWAL = 0.1
def away(): raise OSError("away")
record.renew = away`,
      }),
    ).toEqual([null, expect.arrayContaining(['the lease cannot be renewed: away'])]);
  });

  test('renews its lease while it runs', () => {
    expect(
      shared(`
row = Row("running", "app-1", "1", False)
program.run(row.of("1"), program.Command(${file('sleep 0.3')}), 60)
print(json.dumps(row.renewals > 2))`),
    ).toBe(true);
  });

  test('ends when its node stops, and another one may begin at once', () => {
    expect(
      shared(`
row = Row("running", "app-1", "1", False)
record, renewed = row.of("1"), []
def renew(seconds=None):
    renewed.append(seconds)
    if seconds is None: raise program.Stopped
record.renew = renew
try: program.run_claimed(record, ${file('sleep 60')}, 60)
except program.Stopped: pass
print(json.dumps([renewed, row.values["state"]]))`),
    ).toEqual([[null, -1], 'running']);
  });
});
