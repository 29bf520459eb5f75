import { spawnSync } from 'node:child_process';

/** The interpreter itself: `python3` may be a version manager's script, which takes longer to start than most of the programs to run. */
const { status, stdout: INTERPRETER } = spawnSync('python3', ['-c', 'import sys; print(sys.executable, end="")'], {
  encoding: 'utf8',
});
const present = status === 0;
if (!present) console.warn('python3 is not installed: tests of the programs that run on nodes are skipped');

/** `describe` for programs that run on nodes; skipped, saying so, where there is no Python. */
export const describePython = present ? describe : describe.skip;

/** Python that loads the program named by its first argument as `program`. */
export const LOAD_PROGRAM = `import importlib.util, importlib.machinery, json, os, sys, time, types
for name in ('pymysql',):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(sys.argv[1]))
loader = importlib.machinery.SourceFileLoader('program', sys.argv[1])
program = importlib.util.module_from_spec(importlib.util.spec_from_loader('program', loader))
loader.exec_module(program)
`;

/** Loads a node program as `program`, runs `code`, and gives the JSON that it prints. */
export function python(program: string, code: string): unknown {
  const { stdout, stderr, status } = spawnSync(INTERPRETER, ['-S', '-c', LOAD_PROGRAM + code, program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
