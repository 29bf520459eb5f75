import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../cli/mysql/node/mysql-admin.py');

describePython('mysql-admin', () => {
  test.each<[string, string, string, boolean]>([
    ['a node that is made as a new one would be', 'BOOTSTRAP=1', 'BOOTSTRAP=1', false],
    ['a node that was made otherwise', 'BOOTSTRAP=1', 'BOOTSTRAP=2', true],
    ['a node from before there was such a mark', 'KIND=group', 'BOOTSTRAP=2', true],
    ['a node that no deploy has told since', 'BOOTSTRAP=1', 'APP_USER=app', false],
  ])('says of %s whether it awaits a replacement', (_, made, renewed, outdated) => {
    const code = `
import tempfile
def file_of(text):
    f = tempfile.NamedTemporaryFile('w', delete=False)
    f.write(text + '\\n')
    f.close()
    return f.name
paths = [file_of('${made}'), file_of('${renewed}')]
print(json.dumps(program.outdated(*paths)))
for path in paths:
    os.unlink(path)`;
    expect(python(PROGRAM, code)).toBe(outdated);
  });

  test.each([
    ['in place', 0, 0],
    ['waiting for others', 0, 75],
    ['an operator must decide', 0, 76],
    ['', 76, 76],
  ])(
    'takes the status %j of the program that keeps it in its place, which once ended with %d, for %d',
    (text, ended, exit) => {
      const code = `
program.shell = lambda *argv: types.SimpleNamespace(stdout="StatusText=${text}\\nExecMainStatus=${ended}\\n")
print(program.outcome())`;
      expect(python(PROGRAM, code)).toBe(exit);
    },
  );

  test.each([
    ['', 0],
    ['3e11fa47-71ca-11e1-9e33-c80aa9429562:7', 1],
    ['3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:9,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:2-3', 8],
  ])('counts the transactions of %j', (gtids, count) => {
    expect(python(PROGRAM, `print(json.dumps(program.transactions(${JSON.stringify(gtids)})))`)).toBe(count);
  });

  test.each([
    ['a server whose initialization ends itself once', [1, 0], ['empty', 'made', 'empty', 'made']],
    ['one that never makes its data', [1, 1, 1, 1, 1], 'mysqld --initialize-insecure failed:\nno space'],
  ])('begins anew from nothing: %s', (_, exits, expected) => {
    const script = `
did, exits = [], iter(${JSON.stringify(exits)})
program.empty = lambda cluster: did.append("empty")
program.shell = lambda *argv: did.append("made") or types.SimpleNamespace(returncode=next(exits), stdout="no space")
try:
    program.initialize(None)
    print(json.dumps(did))
except program.Refused as refusal:
    print(json.dumps(str(refusal)))`;
    expect(python(PROGRAM, script)).toEqual(expected);
  });
});
