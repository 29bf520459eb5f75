import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/monitoring/node/site-facts.py');

const run = (code: string) => python(PROGRAM, `import tempfile\n${code}`);

describePython('site-facts', () => {
  test('writes facts as Prometheus reads them, those of one name together', () => {
    const text = run(`
facts = [("site_b", {"kind": "base"}, 2), ("site_a_total", {}, 1.5), ("site_b", {"kind": "drill"}, 1764000000.25)]
print(json.dumps(program.render(facts, "web-1")))`);
    expect(text).toBe(`# TYPE site_a_total counter
site_a_total{node="web-1"} 1.5
# TYPE site_b gauge
site_b{node="web-1",kind="base"} 2.0
site_b{node="web-1",kind="drill"} 1764000000.25
`);
  });

  test.each([
    ['Failed password for root from 198.51.100.7 port 4711 ssh2', true],
    ['Invalid user admin from 198.51.100.7 port 4711', true],
    ['Connection closed by authenticating user root 198.51.100.7 port 4711 [preauth]', true],
    ['error: maximum authentication attempts exceeded for root from 198.51.100.7 port 4711 ssh2 [preauth]', true],
    ['Accepted publickey for root from 198.51.100.130 port 4711 ssh2: ED25519 SHA256:x', false],
    ['Connection closed by 198.51.100.130 port 4711', false],
  ])('a failed login: %s: %s', (line, failed) => {
    expect(run(`print(json.dumps(bool(program.SSH_FAILURE.search(${JSON.stringify(line)}))))`)).toBe(failed);
  });

  test('counts how often the workers of the app were started again', () => {
    expect(
      run(`
program.output = lambda *argv: "Id=app-worker-mail.service\\nActiveState=active\\nNRestarts=7\\n\\nNRestarts=0\\nId=app-worker-feed.service\\n"
facts = program.workers()
program.output = lambda *argv: ""
print(json.dumps([facts, program.workers()]))`),
    ).toEqual([
      [
        ['site_app_worker_restarts_total', { worker: 'mail' }, 7],
        ['site_app_worker_restarts_total', { worker: 'feed' }, 0],
      ],
      [],
    ]);
  });

  test('tells which schedules of the app have failed here, or wait for the database', () => {
    expect(
      run(`
states = [("done", "inactive", 3), ("broken", "failed", 0), ("waits", "activating", 2), ("runs", "activating", 0)]
program.output = lambda *argv: "\\n".join("Id=app-schedule-%s.service\\nActiveState=%s\\nNRestarts=%d\\n" % one for one in states)
print(json.dumps({labels["schedule"]: value for _, labels, value in program.schedules()}))`),
    ).toEqual({ done: 0, broken: 1, waits: 1, runs: 0 });
  });

  test('counts failed units, schedules aside', () => {
    expect(
      run(`
program.output = lambda *argv: "app-schedule-mail.service loaded failed failed x\\nnginx.service loaded failed failed x\\n"
print(json.dumps(program.failed_units()))`),
    ).toEqual([['site_failed_units', {}, 1]]);
  });

  test('tells since when the oldest line waits that a monitoring droplet does not have', () => {
    expect(
      run(`
with tempfile.TemporaryDirectory() as directory:
    for name in ("monitoring-1", "monitoring-2", "monitoring-3"):
        os.mkdir(directory + "/site-journal-" + name + ".int.foobar.com")
    for name, cursor in (("monitoring-1", "s=1;i=5"), ("monitoring-2", "s=1;i=9")):
        with open(directory + "/site-journal-" + name + ".int.foobar.com/cursor", "w") as f:
            f.write("# This is private data. Do not parse.\\nLAST_CURSOR=" + cursor + "\\n")
    made = os.stat(directory + "/site-journal-monitoring-3.int.foobar.com").st_mtime
    program.output = lambda *argv: '{"__REALTIME_TIMESTAMP": "%d"}' % ((made - 30) * 1e6) if "--after-cursor=s=1;i=5" in argv else ""
    facts = program.journal_unsent(made + 60, directory + "/site-journal-*")
    print(json.dumps(sorted([name, labels["to"], round(value)] for name, labels, value in facts)))`),
    ).toEqual([
      ['site_journal_unsent_seconds', 'monitoring-1', 90],
      ['site_journal_unsent_seconds', 'monitoring-2', 0],
      ['site_journal_unsent_seconds', 'monitoring-3', 60],
    ]);
  });

  test.each([
    ['nothing says so', [], 0],
    ['nginx leaves', [['nginx-draining', '']], 1],
    ['a load balancer is told to leave', [['drain', '1\n']], 1],
    ['a load balancer came back from that', [['drain', '0\n']], 0],
  ])('whether a node drains: %s', (_, files, drains) => {
    const code = `
with tempfile.TemporaryDirectory() as directory:
    for name, text in json.loads(${JSON.stringify(JSON.stringify(files))}):
        with open(directory + "/" + name, "w") as f:
            f.write(text)
    print(json.dumps(program.draining([directory + "/nginx-draining"], [directory + "/drain", directory + "/superseded"])))`;
    expect(run(code)).toEqual([['site_node_draining', {}, drains]]);
  });

  test('knows what the bootstrap wrote, plain, encoded and packed', () => {
    const [wanted, got] = run(`
import base64, gzip, hashlib
files = [{"path": "/plain", "content": "a\\n"}, {"path": "/encoded", "encoding": "b64", "content": base64.b64encode(b"b").decode()},
         {"path": program.PACKED_FILES,
          "content": base64.b85encode(gzip.compress(json.dumps({"/packed": ["0755", "c"]}).encode())).decode()}]
sys.modules["yaml"] = types.SimpleNamespace(safe_load=json.loads)
digest = lambda raw: hashlib.sha256(raw).hexdigest()
print(json.dumps([{"/plain": digest(b"a\\n"), "/encoded": digest(b"b"), "/packed": digest(b"c")},
                  {path: one for path, one in program.deployed(json.dumps({"write_files": files})).items() if path != program.PACKED_FILES}]))`) as [
      object,
      object,
    ];
    expect(got).toEqual(wanted);
  });

  test('what a deploy hands over is no drift, what somebody changes afterwards is', () => {
    expect(
      run(`
with tempfile.TemporaryDirectory() as directory:
    path, state = directory + "/limits.cfg", directory + "/state"
    def look(stamp):
        wanted = program.handed_over([path], stamp, state)
        return [one for one in wanted if program.digest(one) != wanted[one]] != []
    steps = []
    def write(text):
        with open(path, "w") as f: f.write(text)
    write("1"); steps.append(look(1))
    write("2"); steps.append(look(2))
    write("3"); steps.append(look(2)); steps.append(look(2))
    os.unlink(path); steps.append(look(2))
    print(json.dumps(steps))`),
    ).toEqual([false, false, true, true, true]);
  });

  test('backups: what has never been there is due since the node is; without a plan there is nothing to tell', () => {
    expect(
      run(`
with tempfile.TemporaryDirectory() as d:
    def write(name, value):
        with open(d + "/" + name, "w") as f: json.dump(value, f)
    write("env", ""); os.utime(d + "/env", (1000, 1000))
    write("base.json", {"last_good": 5000, "ok": False})
    write("plan", {"enabled": True, "base_every_hours": 24, "drill_every_days": 7})
    told = program.backups(d, d + "/plan", d + "/env")
    write("plan", {"enabled": False})
    print(json.dumps([[(l["kind"], v) for n, l, v in told if "last" in n], program.backups(d, d + "/plan", d + "/env")]))`),
    ).toEqual([
      [
        ['archive', 1000],
        ['base', 5000],
        ['drill', 1000],
      ],
      [],
    ]);
  });

  test('the reserved IP: an API that does not answer changes nothing', () => {
    expect(
      run(`
answers = iter(["", "here\\n", "", "nobody\\n"])
program.output = lambda *argv: next(answers)
program.os.path.exists = lambda path: True
fact = program.ReservedIp()
print(json.dumps([[v for _, _, v in fact()] for _ in range(4)]))`),
    ).toEqual([[], [1, 1], [1, 1], [0, 0]]);
  });

  test("slow requests: read from the load balancer's table, and from no other HAProxy", () => {
    expect(
      run(`
program.os.path.exists = lambda path: True
def told(answer):
    program.ask_haproxy = lambda command: answer
    return [v for _, _, v in program.slow_requests()]
print(json.dumps([told("# table: slow_requests, type: integer, size:10, used:1\\n0x7f: key=1 use=0 exp=0 shard=0 gpc0=42\\n"),
                  told("# table: slow_requests, type: integer, size:10, used:0\\n"), told("Unknown table.\\n")]))`),
    ).toEqual([[42], [0], []]);
  });
});
