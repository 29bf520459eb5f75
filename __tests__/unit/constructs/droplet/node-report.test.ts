import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/node-report.py');

describePython('the report of a node', () => {
  const HEADER = '# pxname,svname,status,lastchg,check_status,addr,';
  const found = (...rows: readonly string[]) => {
    const stats = JSON.stringify([HEADER, ...rows, ''].join('\n'));
    return python(PROGRAM, `print(json.dumps(program.is_found(${stats}, "10.20.0.9:8080")))`);
  };

  test.each([
    [
      'up in every backend for some seconds',
      ['web,web-1,UP,9,L7OK,10.20.0.9:8080,', 'web_any,web-1,UP,9,L4OK,10.20.0.9:8080,'],
      true,
    ],
    [
      'up by TLS, where a connection is a handshake',
      ['web,web-1,UP,9,L7OK,10.20.0.9:8080,', 'web_any,web-1,UP,9,L6OK,10.20.0.9:8080,'],
      true,
    ],
    ['not known', ['web,web-1,UP,9,L7OK,10.20.0.10:8080,', 'web,web-2,MAINT,9,,,'], false],
    [
      'up in the last resort alone',
      ['web,web-1,DOWN,9,L7STS,10.20.0.9:8080,', 'web_any,web-1,UP,9,L4OK,10.20.0.9:8080,'],
      false,
    ],
    ['up before its first check', ['web,web-1,UP,0,,10.20.0.9:8080,'], false],
    ['about to be taken out', ['web,web-1,UP 1/2,9,L7TOUT,10.20.0.9:8080,'], false],
  ])('a server is found by a caller whose HAProxy has it %s', (_, rows, expected) => {
    expect(found(...rows)).toBe(expected);
  });

  test('what a caller has counted of a server, and of those beside it, is told apart: 5xx and connections that broke', () => {
    const stats = [
      '# pxname,svname,stot,hrsp_5xx,eresp,addr,',
      ...['app,app-1,100,5,1,10.20.0.9:8000,', 'app,app-2,90,1,,10.20.0.10:8000,', 'app,app-3,,,,,'],
      ...['app,BACKEND,190,6,1,,', 'app_any,app-1,10,,,10.20.0.9:8000,', 'docs,docs-1,70,70,,10.20.0.11:8000,', ''],
    ].join('\n');
    const code = `print(json.dumps(program.counted(${JSON.stringify(stats)}, "10.20.0.9:8000")))`;
    expect(python(PROGRAM, code)).toEqual([
      [110, 6],
      [90, 1],
    ]);
  });

  test.each([
    ['mysql://app:s3cr3t@127.0.0.1:3306/app', 'mysql://app:***@127.0.0.1:3306/app'],
    ["DATABASE_PASSWORD='a b c' refused", 'DATABASE_PASSWORD=*** refused'],
    ['{"api_key": "xyz", "user": "app"}', '{"api_key": ***, "user": "app"}'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer ***'],
    ['denied: dop_v1_0123456789abcdef0123456789abcdef', 'denied: ***'],
    ['-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\nend', '***\nend'],
    ['File "/usr/lib/python3/dist-packages/pymysql/connections2.py", line 7', null],
    ["Table 'app.visits' doesn't exist at 2026-11-29T21:00:00.123456Z", null],
  ])('masks secrets: %s', (text, expected) => {
    expect(python(PROGRAM, `print(json.dumps(program.masked(${JSON.stringify(text)})))`)).toBe(expected ?? text);
  });

  describe('of a check that fails', () => {
    const waiting = (checks: object) =>
      python(
        PROGRAM,
        `program.read_json = lambda path: {"ready": ${JSON.stringify(checks)}}
program.journal_of = lambda name, lines: ["Error: relation visits does not exist", "password=hunter2"]
print(json.dumps(program.waiting_for(program.failing_checks("ready"))))`,
      );

    test("has its output and the end of its unit's journal, without secrets", () => {
      expect(waiting({ nginx: ['true'], app: ['sh', '-c', 'echo one; echo two >&2; exit 3'] })).toEqual([
        503,
        [
          'waiting: check app does not pass yet',
          '  app: one',
          '  app: two',
          '  app.service: Error: relation visits does not exist',
          '  app.service: password=***',
          '',
        ].join('\n'),
      ]);
    });

    test('says what there is to say of one without output, or that is not there', () => {
      expect(waiting({ app: ['sh', '-c', 'exit 3'], tool: ['/no/such/tool'] })).toEqual([
        503,
        expect.stringMatching(/app: ended with 3[^]*tool: .*No such file or directory: '\/no\/such\/tool'/),
      ]);
    });
  });

  describe('of a unit that ends again and again', () => {
    /** What the report says to looks at the unit's restarts, when these other checks fail. */
    const looks = (restarts: readonly number[], others: readonly string[] = [], state = 'activating') =>
      python(
        PROGRAM,
        `watch = program.CrashWatch()
look = lambda n: watch.looping({"app": ""}, lambda name: {"NRestarts": str(n), "ActiveState": "${state}"}, lambda: ${JSON.stringify(others)})
print(json.dumps([look(n) for n in ${JSON.stringify(restarts)}]))`,
      );

    test('says so after five more restarts while all else is well', () => {
      expect(looks([3, 4, 7, 8])).toEqual([null, null, null, 'app.service has ended 5 times']);
    });

    test('waits for as long as another check fails: it may wait for that by ending itself', () => {
      expect(looks([3, 30, 60], ['database-login'])).toEqual([null, null, null]);
    });

    test('says so at once of one that nothing starts again', () => {
      expect(looks([5], [], 'failed')).toEqual(['app.service has failed, and nothing starts it again']);
    });
  });

  test('says at once that a step has failed which others wait for', () => {
    const looking = (failed: string) =>
      python(
        PROGRAM,
        `program.os.path.exists = lambda path: path == "${failed}"
print(json.dumps(program.CrashWatch().looping({"app": "", "app-release": ""}, lambda name: {}, lambda: [])))`,
      );
    expect(looking('/run/app-release.failed')).toBe('app-release.service has failed, and nothing starts it again');
    expect(looking('/run/other.failed')).toBeNull();
  });

  describe('of a bootstrap', () => {
    const bootstrap = (stages: object, complete: boolean) =>
      python(
        PROGRAM,
        `program.read_json = lambda path: {"v1": ${JSON.stringify(stages)}}
program.os.path.exists = lambda path: ${complete ? 'True' : 'False'}
print(json.dumps(program.bootstrap()))`,
      );

    test('that ran to its end is done', () => {
      expect(bootstrap({}, true)).toEqual(['done', '']);
    });

    test('that was interrupted has failed, though cloud-init finds nothing wrong', () => {
      expect(bootstrap({}, false)).toEqual(['failed', expect.stringContaining('was interrupted')]);
    });

    test('is begun again when it has failed, and only then', () => {
      const retried = (complete: boolean) =>
        python(
          PROGRAM,
          `program.read_json = lambda path: {"v1": {}}
program.os.path.exists = lambda path: path == program.COMPLETE and ${complete ? 'True' : 'False'}
program.RETRY = "/dev/null"
print(json.dumps(program.retry()[0]))`,
        );
      expect([retried(false), retried(true)]).toEqual([202, 409]);
    });

    test('is not begun again for a step that has failed since: the step is', () => {
      expect(
        python(
          PROGRAM,
          `program.read_json = lambda path: {"v1": {}}
program.os.path.exists = lambda path: path in (program.COMPLETE, "/run/app-update.failed")
import shutil, tempfile
directory = tempfile.mkdtemp()
program.RETRY_STEP = directory + "/retry-"
answer = program.retry()
print(json.dumps([*answer, os.listdir(directory)]))
shutil.rmtree(directory)`,
        ),
      ).toEqual([202, 'app-update begins again\n', ['retry-app-update']]);
    });
  });
});
