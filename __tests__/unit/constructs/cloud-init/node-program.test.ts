import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeProgram, readNodeProgram } from '../../../../constructs/cloud-init/node-program';
import { describePython, python } from '../../python';

const CONSTRUCTS = join(__dirname, '../../../../constructs');
const PROGRAMS = readdirSync(CONSTRUCTS, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /(^|\/)node\/[^/]+\.(py|sh)$/.test(path),
);
const directory = (path: string) => dirname(dirname(join(CONSTRUCTS, path)));
const name = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const sent = (path: string) => (nodeProgram(directory(path), name(path)) as { content: string }).content;

test('a program travels without its comments, and with its first line', () => {
  const content = sent('mysql/node/mysql-packages.sh');
  expect(content).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
  expect(content).not.toMatch(/^\s*# /m);
  expect(readNodeProgram(join(CONSTRUCTS, 'mysql'), 'mysql-packages.sh')).toMatch(/^# /m);
});

test.each(PROGRAMS.filter((path) => path.endsWith('.sh')))('%s is a program without its comments, too', (path) => {
  const content = sent(path);
  const { status, stderr } = spawnSync('bash', ['-n'], { input: content, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  // A text that the program writes may have lines that look like comments: none does.
  const texts = [...readNodeProgram(directory(path), name(path)).matchAll(/<<-?'?(\w+)'?[^\n]*\n([\s\S]*?)\n\s*\1\n/g)];
  for (const [, , text] of texts) expect(text).not.toMatch(/^\s*(#( |$)|$)/m);
});

describePython('Python', () => {
  test('programs are the same without their comments', () => {
    const pairs = PROGRAMS.filter((path) => path.endsWith('.py')).map((path) => [
      path,
      readNodeProgram(directory(path), name(path)),
      sent(path),
    ]);
    const scratch = mkdtempSync(join(tmpdir(), 'node-program-'));
    writeFileSync(join(scratch, 'pairs.json'), JSON.stringify(pairs));
    writeFileSync(join(scratch, 'none.py'), '');
    const code = `
import ast
def tree(text):
    """Without docstrings, which may have empty lines."""
    parsed = ast.parse(text)
    for node in ast.walk(parsed):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.dump(parsed)
print(json.dumps([path for path, whole, sent in json.load(open(os.path.dirname(sys.argv[1]) + '/pairs.json')) if tree(whole) != tree(sent)]))`;
    expect(python(join(scratch, 'none.py'), code)).toEqual([]);
    rmSync(scratch, { recursive: true });
  });
});
