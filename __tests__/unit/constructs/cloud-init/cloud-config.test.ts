import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { renderCloudConfig } from '../../../../constructs/cloud-init/cloud-config';

const parsed = (text: string) => parse(text) as Record<string, unknown>;

test('joins parts in order: packages once and sorted, files, commands that end at the first failure', () => {
  const { text } = renderCloudConfig([
    { packages: ['nginx', 'curl'], files: [{ path: '/a', content: 'a\n' }], commands: [['one']] },
    { packages: ['curl'], files: [{ path: '/b', content: 'b', mode: '0600' }], commands: [['two', 'x y']] },
  ]);
  expect(text.startsWith('#cloud-config\n')).toBe(true);
  expect(parsed(text)).toEqual({
    package_update: true,
    packages: ['curl', 'nginx'],
    write_files: [
      { path: '/a', permissions: '0644', content: 'a\n' },
      { path: '/b', permissions: '0600', content: 'b\n' },
    ],
    runcmd: ['set -eu', ['one'], ['two', 'x y']],
  });
});

test('folds no line, however long, and keeps every byte of a file', () => {
  const content = `${'word '.repeat(200)}\n\n  indented: "quoted" # not a comment\n\ttab\n`;
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content }] }]);
  expect(parsed(text)).toMatchObject({ write_files: [{ content }] });
  expect(text).toContain('word '.repeat(199));
});

test('writes a single line as a block, so that the value of a token meets no YAML rule', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content: '${TfToken[TOKEN.1]}' }] }]);
  expect(text).toContain('content: |\n      ${TfToken[TOKEN.1]}\n');
});

test('writes files of a package’s own user after the packages', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content: 'x', owner: 'mysql:mysql' }] }]);
  expect(parsed(text)).toMatchObject({ write_files: [{ owner: 'mysql:mysql', defer: true }] });
});

test('passes base64 of a Terraform value through', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/key', mode: '0600', base64: '${TfToken[TOKEN.2]}' }] }]);
  expect(text).toContain('encoding: b64\n    content: "${TfToken[TOKEN.2]}"');
});

test('counts an allowance for each token and names the largest files', () => {
  const { size, largest } = renderCloudConfig([
    {
      files: [
        { path: '/small', content: 'x' },
        { path: '/large', content: 'x'.repeat(5000) },
        { path: '/key', base64: '${TfToken[TOKEN.2]}' },
      ],
    },
  ]);
  expect(largest.map((file) => file.path)).toEqual(['/large', '/key', '/small']);
  expect(size).toBeGreaterThan(5000 + 2048);
});

test('a file that knows its size needs no allowance', () => {
  const file = { path: '/password', content: '${TfToken[TOKEN.2]}' };
  const sizes = [file, { ...file, size: 32 }].map((one) => renderCloudConfig([{ files: [one] }]).size);
  expect(sizes[0]! - sizes[1]!).toBeGreaterThan(2000);
});

test('refuses two parts that write one path', () => {
  const part = { files: [{ path: '/etc/x', content: 'x' }] };
  expect(() => renderCloudConfig([part, part])).toThrow('two parts of the cloud-config write /etc/x');
});

test('packs a program to less than half, and counts it so', () => {
  const content = '#!/bin/sh\necho "${HOME}"\n'.repeat(100);
  const { text, size, largest } = renderCloudConfig([{ files: [{ path: '/x', content, packed: true }] }]);
  const [file] = parsed(text).write_files as { encoding: string; content: string }[];
  expect(file).toMatchObject({ encoding: 'gz+b64' });
  expect(gunzipSync(Buffer.from(file!.content, 'base64')).toString()).toBe(content);
  expect(largest[0]!.size).toBe(file!.content.length);
  expect(size).toBe(Buffer.byteLength(text));
});

test('packs the same text to the same bytes on every machine', () => {
  const { text } = renderCloudConfig([{ files: [{ path: '/x', content: 'hello', packed: true }] }]);
  expect(text).toContain('content: "H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA=="');
});

test('refuses to pack text with Terraform values', () => {
  const file = { path: '/x', content: '${TfToken[TOKEN.2]}', packed: true };
  expect(() => renderCloudConfig([{ files: [file] }])).toThrow('text with Terraform values cannot be packed');
});
