import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/node-settings.py');

describePython('the settings of a node', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'settings-'));
    file = join(directory, 'new/limits.cfg');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Gives the node `contents`; the refusal, or null when they are taken. */
  function take(contents: Record<string, string>, apply: string[][] = []): string | null {
    const groups = [{ files: { [file]: '0640' }, apply }];
    const encoded = Object.entries(contents).map(([path, text]) => [path, Buffer.from(text).toString('base64')]);
    const body = JSON.stringify({ files: Object.fromEntries(encoded) as unknown });
    return python(
      PROGRAM,
      `
try:
    program.take(json.loads(${JSON.stringify(JSON.stringify(groups))}), ${JSON.stringify(body)})
    print("null")
except program.Refused as refused:
    print(json.dumps(str(refused)))
`,
    ) as string | null;
  }

  test('are written with their mode, and what uses them is told', () => {
    const told = join(directory, 'told');
    expect(take({ [file]: 'one\n' }, [['touch', told]])).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe('one\n');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(existsSync(told)).toBe(true);
  });

  test('that have not changed tell nobody', () => {
    take({ [file]: 'one\n' });
    expect(take({ [file]: 'one\n' }, [['false']])).toBeNull();
  });

  test('come back as they were when a command refuses the new ones', () => {
    take({ [file]: 'one\n' });
    expect(take({ [file]: 'two\n' }, [['sh', '-c', 'echo line 7 is wrong; exit 1']])).toContain('line 7 is wrong');
    expect(readFileSync(file, 'utf8')).toBe('one\n');
  });

  test('are gone again when the first ones are refused', () => {
    expect(take({ [file]: 'one\n' }, [['false']])).toContain("'false' failed");
    expect(existsSync(file)).toBe(false);
  });

  test('are the files that the node was made with, and no other', () => {
    writeFileSync(join(directory, 'shadow'), '');
    expect(take({ [join(directory, 'shadow')]: 'x' })).toBe(`expected the files ${file}`);
  });
});
