import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-role.py');

describePython('the role agent', () => {
  const paths = (inPlace: number, primary: number, queue: number, replicas: number) =>
    python(PROGRAM, `print(json.dumps(sorted(program.paths(${inPlace}, ${primary}, ${queue}, ${replicas}))))`);

  test.each<[string, string[], [number, number, number, number]]>([
    ['a node outside the cluster is for nothing', [], [0, 1, 0, 2]],
    ['a primary takes writes, and leaves reads to its replicas', ['/member', '/writer'], [1, 1, 0, 2]],
    ['a primary without replicas takes reads too', ['/member', '/reader', '/writer'], [1, 1, 0, 0]],
    ['a replica takes reads', ['/member', '/reader', '/replica'], [1, 0, 10, 2]],
    ['a replica that is far behind is for nothing', [], [1, 0, 5000, 2]],
  ])('%s', (_, expected, row) => {
    expect(paths(...row)).toEqual(expected);
  });

  const LATE = '(2013, "Lost connection to MySQL server during query (timed out)")';
  const AWAY = "(2003, \"Can't connect to MySQL server on 'localhost' ([Errno 111] Connection refused)\")";
  test.each([
    ['is late', LATE, 3, ['/member', '/writer']],
    ['has been late for longer than another one needs to take over', LATE, 4.5, []],
    ['is away', AWAY, 3, []],
  ])('keeps what it knew while the server %s', (_, error, seconds, expected) => {
    const code = `
program.ACCOUNT = "/"
program.query = lambda: (1, 1, 0, 2)
program.duties()
now = time.monotonic()
program.time = types.SimpleNamespace(monotonic=lambda: now + ${seconds})
def fail():
    raise Exception(${error})
program.query = fail
print(json.dumps(sorted(program.duties())))`;
    expect(python(PROGRAM, code)).toEqual(expected);
  });
});
