import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/app/node/app-update.py');

/** A node of which the releases alone are real: what is run is kept, and fails where a test says so. */
const NODE = `
import tempfile, shutil
root = tempfile.mkdtemp()
program.WANTED, program.RELEASES, program.CODE = root + "/wanted", root + "/releases", root + "/code"
program.PENDING, program.FAILED, program.SWITCHED = root + "/releases/pending", root + "/failed", root + "/switched"
program.HISTORY = root + "/history"
program.RELEASED, program.COMMAND = root + "/released", root + "/command"
os.makedirs(program.WANTED)
os.makedirs(program.RELEASES)
events, failing, active, said = [], {}, {"app.service"}, []
program.say = said.append
program.journal = lambda unit: "the end of its journal"
program.nft = lambda text: events.append("redirect" if "dnat" in text else "flush" if "flush" in text else "remove")

def run(argv, tolerant=False):
    line = " ".join(argv)
    words = line.split()
    if words[0] == "systemctl":
        if words[1] == "is-active":
            return 0 if words[-1] in active else 3
        if words[1] in ("restart", "start"):
            active.add(words[-1])
        if words[1] == "stop":
            active.discard(words[-1])
    if words[0] not in ("chown", "chmod", "nft", "health"):
        events.append(line.replace(root, ""))
    if words[0] == "fetch":
        open(words[-1] + "/app", "w").close()
    if failing.get(line.replace(root, ""), failing.get(words[0])):
        for_what = failing.get(line.replace(root, ""), failing.get(words[0]))
        if callable(for_what):
            for_what()
            return 0
        if not tolerant:
            raise program.Failed("%s failed" % line.replace(root, ""))
        return 1
    return 0

program.run = run
clock, counts = [0.0], []
program.callers = lambda port: ["10.20.0.7"]
program.counted_by = lambda addresses, port: counts.pop(0) if counts else [[0, 0], [0, 0]]
def sleep(seconds):
    clock[0] += seconds
program.await_health.__defaults__ = program.watch.__defaults__ = (sleep, lambda: clock[0])
settings = {"fetch": [["fetch", "{ref}", "{dir}"]], "build": False, "release": True, "health": ["health", "{port}"],
            "port": 8000, "ports": {"8000": 8002, "8001": 8003}, "workers": ["app-worker-mail.service"], "called": 8000, "start_s": 10, "watch_s": 2, "keep": 2}

def want(ref, environment="A=YQ==", command="migrate"):
    for name, text in (("code", "ref=%s\\n" % ref), ("environment", environment)):
        with open(os.path.join(program.WANTED, name), "w") as f:
            f.write(text)
    with open(program.COMMAND, "w") as f:
        f.write(command)

def wanted():
    return program.Release(settings).id

def outcome(status):
    return {"status": status, "inPlace": program.current() == wanted(), "pending": os.path.exists(program.PENDING),
            "failed": os.path.exists(program.FAILED), "switched": os.path.exists(program.SWITCHED), "beside": "app-next.service" in active}

def update(ref, **more):
    want(ref, **more)
    program.request()
    del events[:]
    return outcome(program.converge(settings))

want("v1")
program.install(settings)
`;
const onNode = (code: string) => python(PROGRAM, `${NODE}${code}\nshutil.rmtree(root)\n`);
/** Of an update that was cut off. */
const NOTHING_LEFT = ['flush', 'systemctl stop app-next.service', 'remove'];
const IN_PLACE = { status: 0, inPlace: true, pending: false, failed: false, switched: false, beside: false };

describePython('an update of the app on a node', () => {
  test('has the new release beside the old one, which leaves when the new one has been well with all requests', () => {
    expect(onNode('print(json.dumps([update("v2"), events]))')).toEqual([
      IN_PLACE,
      [
        ...NOTHING_LEFT,
        'fetch v2 /code/building',
        'systemctl restart app-release-next.service',
        'systemctl restart app-next.service',
        'redirect',
        'systemctl restart app.service',
        'flush',
        'systemctl stop app-next.service',
        'remove',
        'systemctl try-restart app-worker-mail.service',
      ],
    ]);
  });

  test('does nothing when the wanted release is in place, or before there is a first one', () => {
    expect(
      onNode(`
nothing = [update("v1"), list(events)]
os.unlink(program.RELEASES + "/current")
print(json.dumps([nothing, program.request(), os.path.exists(program.PENDING)]))`),
    ).toEqual([[IN_PLACE, NOTHING_LEFT], 0, false]);
  });

  test.each([
    ['cannot be fetched', 'failing["fetch"] = True'],
    ['has a release command that fails', 'failing["systemctl restart app-release-next.service"] = True'],
    ['does not start', 'failing["systemctl restart app-next.service"] = lambda: active.discard("app-next.service")'],
    ['is never well', 'failing["health"] = True'],
    [
      'ends under its first requests',
      'nft = program.nft; program.nft = lambda text: (nft(text), "dnat" in text and active.discard("app-next.service"))',
    ],
  ])('leaves the old release alone when the new one %s, and says so', (_, fault) => {
    expect(
      onNode(`
${fault}
result = update("v2")
print(json.dumps([result, "systemctl restart app.service" in events, "the one before it serves on" in said[-1]]))`),
    ).toEqual([
      { status: 1, inPlace: false, pending: true, failed: true, switched: false, beside: false },
      false,
      true,
    ]);
  });

  test('gives the connections back to the old release when the new one fails as the only one', () => {
    expect(
      onNode(`
failing["systemctl restart app.service"] = lambda: active.discard("app.service") if program.current() == wanted() else None
before = program.current()
result = update("v2")
print(json.dumps([result, program.current() == before, "app.service" in active]))`),
    ).toEqual([{ status: 1, inPlace: false, pending: true, failed: true, switched: false, beside: false }, true, true]);
  });

  test('turns to what is wanted meanwhile', () => {
    expect(
      onNode(`
failing["fetch v2 /code/building"] = lambda: want("v3")
print(json.dumps([update("v2"), [one for one in events if one.startswith(("fetch", "systemctl restart app-next"))]]))`),
    ).toEqual([IN_PLACE, ['fetch v2 /code/building', 'fetch v3 /code/building', 'systemctl restart app-next.service']]);
  });

  test('is waited for as long as another release is wanted', () => {
    expect(
      onNode(`
waited = []
failing["systemctl restart app.service"] = lambda: waited.append(os.path.exists(program.PENDING))
failing["systemctl restart app-next.service"] = lambda: None if waited else want("v3")
print(json.dumps([update("v2"), waited]))`),
    ).toEqual([IN_PLACE, [true, false]]);
  });

  test('needs nobody for going back, fetches nothing for other variables, and keeps what it was told to', () => {
    expect(
      onNode(`
fetched = []
for ref, environment in (("v2", "A=YQ=="), ("v1", "A=YQ=="), ("v1", "A=Yg=="), ("v3", "A=Yg=="), ("v4", "A=Yg==")):
    update(ref, environment=environment)
    fetched.append([one.split()[1] for one in events if one.startswith("fetch")])
    time.sleep(0.02)
print(json.dumps([fetched, len(os.listdir(program.CODE)), os.path.realpath(program.RELEASES + "/current/code").startswith(program.CODE)]))`),
    ).toEqual([[['v2'], [], [], ['v3'], ['v4']], 2, true]);
  });

  test('builds anew for other variables, which the build is given', () => {
    expect(
      onNode(`
settings["build"] = True
update("v2")
update("v2", environment="A=Yg==")
print(json.dumps([one for one in events if one.startswith(("fetch", "systemctl restart app-build"))]))`),
    ).toEqual(['fetch v2 /code/building', 'systemctl restart app-build.service']);
  });

  test('is the same release with the same code and the same command alone', () => {
    expect(
      onNode(`
def identity(*args, **kwargs):
    update(*args, **kwargs)
    return open(program.RELEASES + "/current/release-id").read()
one = [identity("v1"), identity("v2"), identity("v1", environment="A=Yg=="), identity("v3", command="other"), identity("v3", environment="B=Yg==", command="migrate")]
print(json.dumps([one[0] == one[2], len(set(one))]))`),
    ).toEqual([true, 4]);
  });

  test('goes back when its requests fail and those of the other nodes do not, with the figures', () => {
    expect(
      onNode(`
counts[:] = [[[100, 5], [900, 1]], [[150, 11], [950, 1]]]
print(json.dumps([update("v2"), said[-1].split(": ")[-1]]))`),
    ).toEqual([
      { status: 1, inPlace: false, pending: true, failed: true, switched: false, beside: false },
      '6 of its 50 requests failed, 0 of 50 on the other nodes:',
    ]);
  });

  test.each([
    [
      'two failures',
      [
        [100, 2],
        [100, 0],
      ],
      false,
    ],
    [
      'three of a hundred',
      [
        [100, 3],
        [100, 0],
      ],
      true,
    ],
    [
      'as many as the others have',
      [
        [100, 10],
        [100, 9],
      ],
      false,
    ],
    [
      'one of fifty, in many',
      [
        [1000, 20],
        [1000, 0],
      ],
      false,
    ],
    [
      'no other node to compare with',
      [
        [10, 5],
        [0, 0],
      ],
      true,
    ],
  ])('is a bad release with %s: %j', (_, now, bad) => {
    const reason = onNode(`print(json.dumps(program.verdict([[0, 0], [0, 0]], ${JSON.stringify(now)})))`);
    expect(reason !== null).toBe(bad);
  });

  test('leaves a line for each attempt, for the command', () => {
    expect(
      onNode(`
update("v2")
failing["health"] = True
update("v3")
del failing["health"]
update("v2")
print(json.dumps([[one["version"]["ref"], one["outcome"]] for one in map(json.loads, open(program.HISTORY))]))`),
    ).toEqual([
      ['v1', 'in place'],
      ['v2', 'in place'],
      ['v3', 'not in place'],
      ['v2', 'in place'],
    ]);
  });

  test('keeps the variables for root alone', () => {
    expect(onNode('print(json.dumps(oct(os.stat(program.RELEASES + "/current/environment").st_mode & 0o777)))')).toBe(
      '0o600',
    );
  });

  test('sends on new connections alone, not its own, and marks them with the port that was asked for', () => {
    const rules = onNode('print(json.dumps(program.rules({"8000": 8002})))') as string;
    expect(rules.match(/^tcp .*$/gm)).toEqual(
      Array(2).fill('tcp dport 8000 tcp flags & (syn | ack) == syn meta mark set 8000 dnat to :8002'),
    );
    expect(rules).toMatch(/hook output priority -100;\n\s+meta skuid 0 accept\n/);
  });
});
