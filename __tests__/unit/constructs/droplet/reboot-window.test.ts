import { join } from 'node:path';
import { RebootWindow } from '../../../../constructs/droplet/reboot-window';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/reboot-window.py');

/** A tier of five, this node the second of it; what is about to be true of the others is said in `code`. */
const run = (code: string) =>
  python(
    PROGRAM,
    `import calendar, tempfile
program.tier_addresses = lambda tier: ["10.20.0.%d" % n for n in range(2, 7)]
program.own_addresses = lambda: {"10.20.0.3", "127.0.0.1"}
program.is_ready = lambda address: True
program.OBJECTIONS = "/nowhere"
settings = {"tier": "web.int.foobar.com", "start": 120, "minutes": 240}
def at(text): return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M"))
def say(*answers): print(json.dumps(answers))
${code}`,
  );

test('RebootWindow.never() puts nothing on the nodes', () => {
  expect(RebootWindow.never().parts('web.int.foobar.com')).toEqual([]);
});

test('the window reaches the node as minutes of the day', () => {
  const [part] = RebootWindow.daily({ from: '22:30', hours: 3 }).parts('web.int.foobar.com');
  const settings = part!.files!.find(({ path }) => path === '/etc/reboot-window.json');
  expect(settings).toMatchObject({ content: '{"tier":"web.int.foobar.com","start":1350,"minutes":180}' });
});

describePython('reboot-window', () => {
  test('a node has its 20 minutes of the night', () => {
    expect(
      run(
        `say(*[program.why_not(settings, at("2026-11-25T" + time)) for time in ("02:19", "02:20", "02:39", "02:40", "14:20")])`,
      ),
    ).toEqual([['its turn is at 02:20 UTC'], [], [], ['its turn is at 02:20 UTC'], ['its turn is at 02:20 UTC']]);
  });

  test.each([
    ['two nodes, four hours', 2, 120, 240],
    ['as many nodes as turns', 12, 120, 240],
    ['more nodes than turns', 30, 120, 240],
    ['across midnight', 7, 1380, 180],
    ['a short window', 99, 0, 60],
  ])('no two nodes have a turn at once, and each has one: %s', (_, nodes, start, minutes) => {
    const [most, ranks] = run(`
turns = [[rank for rank in range(${nodes}) if program.is_turn(rank, ${nodes}, ${start}, ${minutes}, minute * 60)] for minute in range(0, 60 * 1440, 5)]
say(max(len(turn) for turn in turns), sorted({rank for turn in turns for rank in turn}))`) as [number, number[]];
    expect(most).toBe(1);
    expect(ranks).toEqual(Array.from({ length: nodes }, (_one, i) => i));
  });

  test('a node stays up while another one of its tier is not ready', () => {
    expect(
      run(`program.is_ready = lambda address: address != "10.20.0.5"
say(*program.why_not(settings, at("2026-11-25T02:20")))`),
    ).toEqual(['10.20.0.5 is not ready']);
  });

  test('the only node of a tier stays up, and so does one whose tier nobody can name', () => {
    expect(
      run(`
now = at("2026-11-25T02:20")
def fails(tier): raise OSError("no answer")
program.tier_addresses = lambda tier: ["10.20.0.3"]
alone = program.why_not(settings, now)
program.tier_addresses = lambda tier: ["10.20.0.8", "10.20.0.9"]
other = program.why_not(settings, now)
program.tier_addresses = fails
say(alone, other, program.why_not(settings, now))`),
    ).toEqual([
      ['it is the only node of web.int.foobar.com: restart it when that suits you'],
      ['it is no node of web.int.foobar.com'],
      ['nobody tells who web.int.foobar.com is: no answer'],
    ]);
  });

  test('a program on the node may object, with its own words', () => {
    expect(
      run(`
with tempfile.TemporaryDirectory() as directory:
    program.OBJECTIONS = directory
    for name, script in (("fine", "true"), ("mysql", "echo primary of a pair; exit 1"), ("silent", "exit 1")):
        with open(os.path.join(directory, name), "w") as f: f.write("#!/bin/sh\\n" + script + "\\n")
        os.chmod(os.path.join(directory, name), 0o755)
    say(*program.why_not(settings, at("2026-11-25T02:20")))`),
    ).toEqual(['primary of a pair', 'silent']);
  });

  test('no restart without an update that asks for it, and one when it is the turn', () => {
    expect(
      run(`
calls = []
program.subprocess = types.SimpleNamespace(run=lambda argv, **_: calls.append(argv))
program.time = types.SimpleNamespace(time=lambda: at("2026-11-25T02:20"))
with tempfile.TemporaryDirectory() as directory:
    program.SETTINGS, program.REQUIRED = directory + "/settings.json", directory + "/required"
    with open(program.SETTINGS, "w") as f: json.dump(settings, f)
    sys.stdout = open(os.devnull, "w")
    program.main(False); without = list(calls)
    open(program.REQUIRED, "w").close()
    program.main(False)
    sys.stdout = sys.__stdout__
say(without, calls)`),
    ).toEqual([[], [['systemctl', 'reboot']]]);
  });
});
