import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../../../..');

export interface PackageProgram {
  readonly checker: ts.TypeChecker;
  /** What the package exports, by its declarations. */
  readonly exported: readonly ts.Symbol[];
  /** What its module for tests exports. */
  readonly exportedForTests: readonly ts.Symbol[];
}

/** Type-checking the package takes seconds. */
let known: PackageProgram | undefined;

export function packageProgram(): PackageProgram {
  return (known ??= read());
}

function read(): PackageProgram {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.build.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const [index, testing] = [join(ROOT, 'constructs/index.ts'), join(ROOT, 'testing/index.ts')];
  const program = ts.createProgram([index, testing], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const exportsOf = (path: string) =>
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!)
      .map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one));
  return { checker, exported: exportsOf(index), exportedForTests: exportsOf(testing) };
}
