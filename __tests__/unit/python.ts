import { spawnSync } from 'node:child_process';

const present = spawnSync('python3', ['--version']).status === 0;
if (!present) console.warn('python3 is not installed: tests of the programs that run on nodes are skipped');

/** `describe` for programs that run on nodes; skipped, saying so, where there is no Python. */
export const describePython = present ? describe : describe.skip;

/** Loads a node program as `program`, runs `code`, and gives the JSON that it prints. */
export function python(program: string, code: string): unknown {
  const loader = `import importlib.util, importlib.machinery, json, sys, types
for name in ('pymysql',):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader('program', ${JSON.stringify(program)})
program = importlib.util.module_from_spec(importlib.util.spec_from_loader('program', loader))
loader.exec_module(program)
`;
  const { stdout, stderr, status } = spawnSync('python3', ['-c', loader + code], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
