/** Texts on their way into a format with a grammar of its own, read back by the real reader: no site is needed for that. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { renderCloudConfig } from '../../constructs/cloud-init/cloud-config';
import type { NodeFile } from '../../constructs/cloud-init/node-file';
import { terraformText } from '../../constructs/cloud-init/terraform-text';
import { cnfValue } from '../../constructs/mysql/cnf-value';
import { run } from '../../host/run';
import { imageOf } from '../../local-cloud/image/build';
import { unpackPrograms } from './packaged-programs';
import { evaluate } from './text-borders/evaluate';
import { readSettings } from '../../local-cloud/settings';

const MINUTE = 60_000;

/** What cloud-init on a droplet makes of user-data: files, and what the script of its commands writes. */
const CLOUD_INIT = `
import json, subprocess, sys
from cloudinit import util
from cloudinit.config import cc_write_files as writer
config = util.load_yaml(sys.stdin.buffer.read())
files = {}
for file in config["write_files"]:
    raw = writer.extract_contents(file["content"], writer.canonicalize_extraction(file.get("encoding")))
    files[file["path"]] = (raw if isinstance(raw, bytes) else raw.encode()).hex()
written = subprocess.run(["sh"], input=util.shellify(config["runcmd"]).encode(), stdout=subprocess.PIPE, check=True).stdout
print(json.dumps({"files": files, "commands": written.hex()}))
`;

const LINES = fc
  .array(fc.constantFrom(' ', '\t', 'a', '- b', '# c', '|', '"', "'", '\\', '', ': ', '${x}', '%{if y}', '$', '---'))
  .map((words) => words.join('\n'));
const ANY = fc.string({ unit: 'binary', maxLength: 40 });
const texts = fc.oneof(ANY, LINES).filter((text) => !/\0|\p{Surrogate}|TfToken/u.test(text));

/** Programs of droplets, with the libraries that they are made for. */
const LIBRARIES = ['libgoogle-perftools4t64', 'libunwind8', 'libstdc++6', 'libgcc-s1'];

/** What MySQL's servers and clients read from an option file: --NAME=VALUE, one after the other. */
async function readOptions(options: string): Promise<string> {
  const programs = await unpackPrograms('mysql-server-core', ...LIBRARIES);
  const file = join(programs, 'my.cnf');
  writeFileSync(file, options);
  const { base } = imageOf(readSettings());
  const libraries = [programs, base].map((root) => join(root, 'usr/lib/x86_64-linux-gnu')).join(':');
  const program = join(programs, 'usr/bin/my_print_defaults');
  const loader = join(base, 'usr/lib64/ld-linux-x86-64.so.2');
  const read = await run(loader, ['--library-path', libraries, program, `--defaults-file=${file}`, 'mysqld']);
  rmSync(programs, { recursive: true });
  return read;
}

test(
  'MySQL reads back every text of a setting',
  async () => {
    const sample = fc.sample(texts, { numRuns: 300, seed: 18 }).filter((text) => !text.includes('--v'));
    const lines = sample.map((text, i) => `v${i} = ${cnfValue(text)}\n`);
    expect(await readOptions(`[mysqld]\n${lines.join('')}`)).toBe(
      sample.map((text, i) => `--v${i}=${text}\n`).join(''),
    );
  },
  MINUTE,
);

test(
  'cloud-init reads back every text of a file and of a command, Terraform values among them',
  async () => {
    const sample = fc.sample(texts, { numRuns: 400, seed: 16 });
    const values = fc.sample(texts, { numRuns: 100, seed: 17 }).map((value) => value.normalize('NFC'));
    const mixed = (all: readonly string[]) => all.map((value, i) => sample[i]!.normalize('NFC') + value);
    const userData = await evaluate(values, (stack, tokens) => {
      const contents = [...sample, ...mixed(tokens)];
      const files = contents.map((content, i): NodeFile => ({ path: `/file-${i}`, content }));
      const commands = contents.map((word) => ['printf', '%s\\0', word]);
      return renderCloudConfig([{ files, commands }], terraformText(stack)).text;
    });
    const reader = ['/usr/bin/python3', '-c', CLOUD_INIT];
    const read = JSON.parse(await run('chroot', [imageOf(readSettings()).base, ...reader], { input: userData })) as {
      files: Record<string, string>;
      commands: string;
    };
    const meant = [...sample, ...mixed(values)];
    const fromHex = (hex: string) => Buffer.from(hex, 'hex').toString();
    expect(Object.values(read.files).map(fromHex)).toEqual(meant);
    expect(fromHex(read.commands).split('\0').slice(0, -1)).toEqual(meant);
  },
  2 * MINUTE,
);
