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

  describe('a primary that has a majority again', () => {
    /** Rows [in its place, primary, second] and what the others' agents say by then; whether it may take writes. */
    const hindered = (rows: readonly (readonly [number, number, number])[], statuses: readonly (number | null)[]) =>
      python(
        PROGRAM,
        `
statuses = json.loads('${JSON.stringify(statuses)}')
doubt = program.Doubt(lambda: range(len(statuses)), lambda host: statuses[host])
said = []
for in_place, primary, now in json.loads('${JSON.stringify(rows)}'):
    doubt.hinders(in_place, primary, now)
    for one in doubt.asked or []:
        one.result()
    said.append(doubt.hinders(in_place, primary, now))
print(json.dumps(said))`,
      );
    const LOST = [0, 1, 0] as const;

    test('takes writes when all others say that they take none', () => {
      expect(hindered([LOST, [1, 1, 1]], [503, 503])).toEqual([true, false]);
    });

    test('takes none while another one does, or does not answer', () => {
      expect(hindered([LOST, [1, 1, 1], [1, 1, 7]], [200, 503])).toEqual([true, true, true]);
      expect(hindered([LOST, [1, 1, 1]], [503, null])).toEqual([true, true]);
    });

    test('takes them after 8 s as primary, whatever the others say', () => {
      expect(hindered([LOST, [1, 1, 1], [1, 1, 9]], [503, null])).toEqual([true, true, false]);
    });

    test('is not doubted any more as a replica, nor was when it never lost its majority', () => {
      expect(hindered([LOST, [1, 0, 1], [1, 1, 2]], [200])).toEqual([true, false, false]);
      expect(hindered([[1, 1, 0]], [200])).toEqual([false]);
    });
  });

  describe('as a server', () => {
    /** What a client gets that sends these parts, and closes or waits. */
    const exchange = (parts: readonly string[]) =>
      python(
        PROGRAM,
        `
import socket, threading
program.duties = lambda: {"/writer"}
listener = socket.create_server(("127.0.0.1", 0))
server = program.Server(listener)
ended = []
def serve():
    while not ended:
        server.turn(0.05)
thread = threading.Thread(target=serve)
thread.start()
client = socket.create_connection(listener.getsockname())
for part in json.loads('${JSON.stringify(parts)}'):
    client.sendall(part.encode())
    time.sleep(0.02)
said = b"".join(iter(lambda: client.recv(4096), b"")).decode()
ended.append(1)
thread.join()
print(json.dumps([said.split("\\r\\n")[0], said.split("\\r\\n\\r\\n")[-1], len(server.clients)]))`,
      );

    test.each([
      ['answers a question', ['GET /writer HTTP/1.0\\r\\n\\r\\n'], ['HTTP/1.0 200 OK', 'yes\n', 0]],
      [
        'answers one that comes in parts',
        ['GET /rea', 'der HTTP/1.1\\r\\nHost: a\\r\\n', '\\r\\n'],
        ['HTTP/1.0 503 Service Unavailable', 'no\n', 0],
      ],
      ['answers HEAD without a body', ['HEAD /writer HTTP/1.0\\r\\n\\r\\n'], ['HTTP/1.0 200 OK', '', 0]],
      ['refuses what is no question', ['hello\\r\\n\\r\\n'], ['HTTP/1.0 400 Service Unavailable', 'no\n', 0]],
    ])('%s', (_, parts, expected) => {
      expect(exchange(parts)).toEqual(expected);
    });

    test('lets nobody wait who has not asked', () => {
      const code = `
import socket
program.QUESTION_SECONDS = 0.05
listener = socket.create_server(("127.0.0.1", 0))
server = program.Server(listener)
client = socket.create_connection(listener.getsockname())
server.turn(0.05)
time.sleep(0.1)
server.turn(0.05)
print(json.dumps([client.recv(1).decode(), len(server.clients)]))`;
      expect(python(PROGRAM, code)).toEqual(['', 0]);
    });
  });
});
