import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidates } from '../../../../cli/completion/candidates';
import { SHELLS, renderCompletion } from '../../../../cli/completion/render-completion';
import { newProgram } from '../../../../cli/program';
import { ended } from '../command-line';

const words = (typed: string, stacks = () => ['production', 'staging']) =>
  candidates(newProgram(), typed.split(' '), stacks).map((line) => line.split('\t')[0]);

test.each([
  ['st', ['status']],
  ['mysql re', ['rebuild', 'restart', 'replace', 'resize', 'retire-passwords', 'restore']],
  ['mysql production mig', ['migrate']],
  ['mysql migrate s', ['status', 'start', 'switch']],
  ['mysql migrate switch ', ['self-hosted', 'managed']],
  ['status ', ['production', 'staging']],
  ['status p', ['production']],
  ['status production ', []],
  ['status --stack ', ['production', 'staging']],
  ['status --hours ', []],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['mysql replace --y', ['--yes']],
])('`%s` is completed by %j', (typed, expected) => {
  expect(words(typed)).toEqual(expected);
});

test('before the first synth there are no stacks to complete', () => {
  const none = () => {
    throw new Error('nothing was synthesized here');
  };
  expect(words('status ', none)).toEqual([]);
});

test('candidates have their description behind a tab', async () => {
  expect((await ended('complete', '--', 'sil')).output).toBe(
    'silence\tsilence the alerts that a deploy causes by itself\n',
  );
});

test.each(SHELLS.map((shell) => [shell]))('%s: the script asks the program, by both of its names', async (shell) => {
  const { code, output } = await ended('completion', shell);
  expect(code).toBe(0);
  expect(output).toBe(renderCompletion(shell));
  expect(output).toContain(' complete -- ');
  for (const name of ['cdktf-web-infrastructure', 'webinfra']) expect(output).toContain(name);
});

test('bash itself completes with it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    const program = join(directory, 'webinfra');
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\tof: %s\\n" replace "$*" "re start" "$*"\n');
    chmodSync(program, 0o755);
    writeFileSync(join(directory, 'completion'), renderCompletion('bash'));
    const script = `. ./completion; COMP_WORDS=(${program} mysql re); COMP_CWORD=2; _cdktf_web_infrastructure; printf '[%s]' "\${COMPREPLY[@]}"; complete -p webinfra`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: directory, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({
      stdout: '[replace][re start]complete -o default -F _cdktf_web_infrastructure webinfra\n',
      stderr: '',
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
