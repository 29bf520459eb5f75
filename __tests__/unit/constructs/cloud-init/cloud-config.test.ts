import { TerraformOutput, TerraformVariable } from 'cdktf';
import fc from 'fast-check';
import { parse } from 'yaml';
import { renderCloudConfig } from '../../../../constructs/cloud-init/cloud-config';
import { terraformText } from '../../../../constructs/cloud-init/terraform-text';
import { newStack, synthesize } from '../synth';
import { unpack, unpacked } from '../unpacked';

/** What Terraform makes of a text without values. */
const withoutTemplates = (text: string) => text.replace(/\$\$\{|\$\{"\$"\}\{/g, '${').replace(/%%\{/g, '%{');
const ENCODED = { base64: () => '${TfToken[TOKEN.8]}', json: () => '${TfToken[TOKEN.9]}' };
const parsed = (text: string) => parse(text) as Record<string, unknown>;

test('joins parts in order: files, what comes before packages, packages once and sorted, commands', () => {
  const { text } = renderCloudConfig([
    { packages: ['nginx', 'curl'], files: [{ path: '/a', content: 'a\n' }], commands: [['one']] },
    { packages: ['curl'], files: [{ path: '/b', content: 'b', mode: '0600' }], commands: [['two', 'x y']] },
    { first: [['filter']] },
  ]);
  expect(text.startsWith('#cloud-config\n')).toBe(true);
  const { write_files: files, runcmd, ...others } = parsed(text);
  expect(others).toEqual({});
  expect(files).toMatchObject([
    { path: '/a', content: 'a\n' },
    { path: '/b', permissions: '0600', content: 'b' },
    { path: '/var/lib/packed-files' },
  ]);
  const [ends, unpacking, ...commands] = runcmd as unknown[];
  expect([ends, (unpacking as string[])[0]]).toEqual(['set -eu', 'python3']);
  expect(commands).toEqual([
    ['filter'],
    ['apt-wait', 'update'],
    ['apt-wait', 'install', 'curl', 'nginx'],
    ['systemctl', 'daemon-reload'],
    ['one'],
    ['two', 'x y'],
    ['systemctl', 'daemon-reload'],
  ]);
});

test('packages are installed by a program that waits for apt’s locks, not by cloud-init, which waits for 30 s', () => {
  const { text } = renderCloudConfig([{ packages: ['curl'] }]);
  expect(Object.keys(parsed(text))).toEqual(['write_files', 'runcmd']);
  expect(unpacked(text)).toMatch(
    /\/usr\/local\/sbin\/apt-wait 0755\n#!\/bin\/sh\n(.*\n)*.*-o DPkg::Lock::Timeout=300 /,
  );
});

test('folds no line, however long, and keeps every byte of a file', () => {
  const content = `${'word '.repeat(200)}\n\n  indented: "quoted" # not a comment\n\ttab\n`;
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content }] }]);
  expect(parsed(text)).toMatchObject({ write_files: [{ content }] });
  expect(text).toContain('word '.repeat(199));
});

test('a text with Terraform values is encoded by Terraform, so that they meet no YAML', () => {
  const stack = newStack();
  const secret = new TerraformVariable(stack, 'secret', {}).stringValue;
  const files = [
    { path: '/x', content: `a "${secret}" \\ ${'$'}{HOME} $${secret}\n` },
    { path: '/y', content: secret },
  ];
  const { text } = renderCloudConfig([{ files, commands: [['fetch', `--token=${secret}`]] }], terraformText(stack));
  new TerraformOutput(stack, 'text', { value: text });
  const { locals, output } = synthesize(stack) as unknown as Record<string, Record<string, unknown>>;
  expect(Object.values(locals!)).toEqual([
    'a "${var.secret}" \\ $${HOME} ${"$"}${var.secret}\n',
    '--token=${var.secret}',
  ]);
  const read = JSON.stringify(output).match(/content: .*?(?=\\n)|fetch.*?(?=\])/g);
  expect(read).toEqual([
    'content: \\"${base64encode(local.text-1)}\\"',
    'content: \\"${base64encode(var.secret)}\\"',
    'fetch, ${jsonencode(local.text-2)}',
  ]);
});

test('refuses a Terraform value where nothing could encode it', () => {
  const file = { path: '/x', content: '${TfToken[TOKEN.1]}' };
  expect(() => renderCloudConfig([{ files: [file] }])).toThrow("texts with Terraform's values need `terraformText()`");
});

test("cloud-init's older YAML reads words as words: no flags, numbers, dates or times", () => {
  const words = [
    'yes',
    'off',
    'null',
    '~',
    '0644',
    '1e3',
    '1_000',
    '12:30:45',
    '2026-11-29',
    '=',
    '<<',
    '!x',
    '&a',
    '*a',
  ];
  const { text } = renderCloudConfig([{ commands: [words] }]);
  expect(parse(text, { version: '1.1' })).toMatchObject({ runcmd: ['set -eu', words] });
});

test('every text comes out as it went in', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 60 }).filter((one) => !/\p{Surrogate}|TfToken/u.test(one));
  const lines = fc
    .array(
      fc.constantFrom(' ', '  ', '\t', 'a', '- b', '# c', '|', '"', "'", '\\', '', ': ', '${x}', '%{y}', '---', 'é'),
    )
    .map((words) => words.join('\n'));
  fc.assert(
    fc.property(fc.oneof(texts, lines), (content) => {
      const { text } = renderCloudConfig([{ files: [{ path: '/x', content }], commands: [['echo', content]] }]);
      const read = parse(withoutTemplates(text), { version: '1.1' }) as unknown;
      expect(read).toMatchObject({ write_files: [{ content }], runcmd: ['set -eu', ['echo', content]] });
    }),
    { numRuns: 500 },
  );
});

test('files get a package’s own user as their owner when the packages are there', () => {
  const file = { path: '/x', content: 'x', mode: '0600', owner: 'mysql:mysql' };
  const { text } = renderCloudConfig([{ packages: ['mysql-server'], files: [file] }]);
  const { write_files: files, runcmd } = parsed(text);
  expect(files).toContainEqual({ path: '/x', permissions: '0600', content: 'x' });
  expect((runcmd as unknown[]).slice(-4)).toEqual([
    ['apt-wait', 'install', 'mysql-server'],
    ['systemctl', 'daemon-reload'],
    ['chown', 'mysql:mysql', '/x'],
    ['systemctl', 'daemon-reload'],
  ]);
});

test('passes base64 of a Terraform value through', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/key', mode: '0600', base64: '${TfToken[TOKEN.2]}' }] }]);
  expect(text).toContain('encoding: b64\n    content: "${TfToken[TOKEN.2]}"');
});

test('counts an allowance for each token and names the largest files', () => {
  const { size, largest } = renderCloudConfig(
    [
      {
        files: [
          { path: '/small', content: 'x' },
          { path: '/large', content: 'x'.repeat(5000) },
          { path: '/key', base64: '${TfToken[TOKEN.2]}' },
        ],
      },
    ],
    ENCODED,
  );
  expect(largest.map((file) => file.path)).toEqual(['/large', '/key', '/small']);
  expect(size).toBeGreaterThan(5000 + 2048);
});

test('a file that knows its size needs no allowance', () => {
  const file = { path: '/password', content: '${TfToken[TOKEN.2]}' };
  const sizes = [file, { ...file, size: 32 }].map((one) => renderCloudConfig([{ files: [one] }], ENCODED).size);
  expect(sizes[0]! - sizes[1]!).toBeGreaterThan(2000);
});

test('refuses two parts that write one path', () => {
  const part = { files: [{ path: '/etc/x', content: 'x' }] };
  expect(() => renderCloudConfig([part, part])).toThrow('two parts of the cloud-config write /etc/x');
});

test('packs a program to less than half, and counts it so', () => {
  const content = '#!/bin/sh\necho "${HOME}"\n'.repeat(100);
  const { text, size, largest } = renderCloudConfig([{ files: [{ path: '/x', content, packed: true }] }]);
  const [file] = parsed(text).write_files as { content: string }[];
  expect(JSON.parse(unpack(file!.content))).toEqual({ '/x': ['0644', content] });
  expect(file!.content.length).toBeLessThan(content.length / 2);
  expect(largest[0]!.size).toBe(file!.content.length + 2);
  expect(size).toBe(Buffer.byteLength(text));
});

test('packs the same text to the same bytes on every machine', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content: 'hello', packed: true }] }]);
  expect(text).toContain('content: "ABzY8000000t2g7(yvgmidHf(Gci%pQOZco$;nrWtpxy8+iRH@0000"');
});

test('refuses to pack text with Terraform values', () => {
  const file = { path: '/x', content: '${TfToken[TOKEN.2]}', packed: true };
  expect(() => renderCloudConfig([{ files: [file] }])).toThrow('text with Terraform values cannot be packed');
});
