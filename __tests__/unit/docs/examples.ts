import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TerraformStack } from 'cdktf';
import ts from 'typescript';
import { codeBlocks } from './code-blocks';
import { ROOT } from './markdown';

/** A function or class of a code block in a document, run with the package's source: what the block claims can be asserted. */
export function example<T>(document: string, name: string): T {
  const blocks = codeBlocks(readFileSync(join(ROOT, document), 'utf8'), document, 'ts');
  const block = blocks.find(({ code }) => new RegExp(`(function|class) ${name}\\b`).test(code));
  if (!block) throw new Error(`${document} has no example '${name}'`);
  return evaluate(block.code, name);
}

/** Runs code as a module, and gives what it calls `name`. */
export function evaluate<T>(code: string, name: string): T {
  const { outputText } = ts.transpileModule(`${code}\nexport { ${name} };`, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: Record<string, unknown> = {};
  // The test's own `require`, which knows the package by its name.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the document is this repository's
  new Function('exports', 'require', outputText)(exported, require);
  return exported[name] as T;
}

/** Runs an excerpt of a stack's constructor with the package's source; `given`: values of the names that it takes for granted. */
export function runExcerpt(code: string, stack: TerraformStack, given: Readonly<Record<string, unknown>>): void {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  // In a block of its own, it may declare such a name itself.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the comment is this repository's
  const run = new Function('exports', 'require', ...Object.keys(given), `{${outputText}}`);
  run.call(stack, {}, require, ...Object.values(given));
}
