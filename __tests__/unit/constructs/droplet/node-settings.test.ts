import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SettingsForm } from '../../../../constructs/droplet/settings-form';
import { MY_CNF_FORM } from '../../../../constructs/mysql/my-cnf-form';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/apply-settings.py');

describePython('the settings of a node', () => {
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'settings-'));
    file = join(directory, 'new/limits.cfg');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Gives the node `contents`; the refusal, or the programs that it kept. */
  function take(
    contents: Record<string, string>,
    apply: string[][] = [],
    form = SettingsForm.text,
    mode = '0640',
  ): unknown {
    const groups = [{ files: { [file]: { mode, ...form.rule } }, apply }];
    const encoded = Object.entries(contents).map(([path, text]) => [path, Buffer.from(text).toString('base64')]);
    const body = JSON.stringify({ files: Object.fromEntries(encoded) as unknown });
    return python(
      PROGRAM,
      `
try:
    print(json.dumps(program.take(json.loads(${JSON.stringify(JSON.stringify(groups))}), ${JSON.stringify(body)})))
except program.Refused as refused:
    print(json.dumps(str(refused)))
`,
    );
  }

  test('are written with their mode, and what uses them is told', () => {
    const told = join(directory, 'told');
    expect(take({ [file]: 'one\n' }, [['touch', told]])).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('one\n');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(existsSync(told)).toBe(true);
  });

  test('that have not changed tell nobody', () => {
    take({ [file]: 'one\n' });
    expect(take({ [file]: 'one\n' }, [['false']])).toEqual([]);
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

  test('of another form are refused before anything is written', () => {
    const form = SettingsForm.lines('global|  setenv [A-Z_]+ [0-9]+');
    expect(take({ [file]: 'global\n  setenv MAX 1\n' }, [], form)).toEqual([]);
    const program = 'global\n  setenv MAX 1\n  external-check\n';
    expect(take({ [file]: program }, [], form)).toBe(`${file} has not the form that this node takes`);
    expect(readFileSync(file, 'utf8')).toBe('global\n  setenv MAX 1\n');
  });

  test('are never executable', () => {
    expect(take({ [file]: '#!/bin/sh\n' }, [], SettingsForm.text, '0755')).toBe(`${file} may not be executable`);
    expect(existsSync(file)).toBe(false);
  });

  test('hold a program in the version that the node was made with, and no other', () => {
    const form = SettingsForm.exactly('#!/bin/sh\n');
    expect(take({ [file]: '#!/bin/sh\nid\n' }, [], form, '0755')).toContain('replace the node');
    expect(take({ [file]: '#!/bin/sh\n' }, [], form, '0755')).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o755);
    expect(take({ [file]: '#!/bin/sh\nid\n' }, [], form, '0755')).toEqual([file]);
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\n');
  });

  test('get the same verdict at synth and on the node', () => {
    const forms = [SettingsForm.secret, SettingsForm.pem, SettingsForm.json, SettingsForm.text, MY_CNF_FORM];
    const line = fc.oneof(
      fc.constantFrom(
        '[mysqld]',
        'plugin_load_add = x.so',
        'a = /etc/passwd',
        '{}',
        '-----BEGIN CERTIFICATE-----',
        'QUJD',
      ),
      fc.string({ unit: 'binary' }),
    );
    const samples = fc.sample(
      fc.array(line, { maxLength: 3 }).map((lines) => lines.join('\n')),
      { numRuns: 300, seed: 1 },
    );
    const cases = forms.flatMap((form) => samples.map((text) => [form.rule, Buffer.from(text).toString('base64')]));
    const input = join(directory, 'cases.json');
    writeFileSync(input, JSON.stringify(cases));
    const onNode = python(
      PROGRAM,
      `
import base64
with open(${JSON.stringify(input)}) as f:
    print(json.dumps([program.fits(form, base64.b64decode(text)) for form, text in json.load(f)]))
`,
    );
    // As the node gets it: what is no text at all becomes U+FFFD on its way through UTF-8.
    const atSynth = forms.flatMap((form) => samples.map((text) => form.accepts(Buffer.from(text).toString())));
    expect(onNode).toEqual(atSynth);
    expect(new Set(atSynth)).toEqual(new Set([true, false]));
  });
});

test.each([
  'plugin_load_add = evil.so',
  'plugin_load = evil.so',
  'loose_early_plugin_load = evil.so',
  'init_file = x.sql',
  'user = root',
  'skip_grant_tables = ON',
  'skip_require_secure_transport = ON',
  'require_secure_transport = OFF',
  'ssl_key = /etc/shadow',
  'ssl_key = /etc/mysql/tls/../../shadow',
  'general_log_file =  /etc/cron.d/x',
  '!include /tmp/x',
  '[client]',
  'a-b = 1',
])('my.cnf takes no `%s` from the settings channel', (line) => {
  expect(MY_CNF_FORM.accepts(`[mysqld]\n${line}\n`)).toBe(false);
});

test.each(['group.my.cnf', 'pair.my.cnf'])('my.cnf as this package writes it has its form: %s', (name) => {
  const text = readFileSync(join(__dirname, '../mysql/golden', name), 'utf8');
  expect(text.split('\n').filter((line) => !MY_CNF_FORM.accepts(line))).toEqual([]);
});
