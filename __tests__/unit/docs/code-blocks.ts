import { join } from 'node:path';
import ts from 'typescript';

export interface CodeBlock {
  /** Where it stands: `README.md:110`. */
  readonly place: string;
  readonly code: string;
  /** Declarations that an excerpt of a stack takes for granted, beside `token`. @default - none */
  readonly given?: string;
}

/** All blocks of a language in a Markdown text. */
export function codeBlocks(markdown: string, file: string, language: string): CodeBlock[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return [...markdown.matchAll(fence)].map(({ 1: code, index }) => ({
    place: `${file}:${markdown.slice(0, index).split('\n').length + 1}`,
    code: code!,
  }));
}

/** What TypeScript says against the blocks, each a module of the project at `root`: `README.md:112: Cannot find name 'x'.` */
export function typeErrors(root: string, blocks: readonly CodeBlock[]): string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const modules = new Map(blocks.map((block, i) => [join(root, `code-block-${i}.ts`), block]));
  // An example may show what it does not use.
  const checked = { ...options, noUnusedLocals: false, incremental: false, tsBuildInfoFile: undefined };
  const disk = ts.createCompilerHost(checked);
  const text = (path: string) => (modules.has(path) ? asModule(modules.get(path)!) : undefined);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => modules.has(path) || disk.fileExists(path),
    readFile: (path) => text(path) ?? disk.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const code = text(path);
      return code === undefined ? disk.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
    },
  };
  const program = ts.createProgram([...modules.keys()], checked, host);
  return [...modules].flatMap(([path, { place }]) => {
    const source = program.getSourceFile(path)!;
    const syntax = program.getSyntacticDiagnostics(source);
    return (syntax.length > 0 ? syntax : program.getSemanticDiagnostics(source)).map((one) => {
      const [file, start] = place.split(':') as [string, string];
      const line = Number(start) + source.getLineAndCharacterOfPosition(one.start ?? 0).line;
      return `${file}:${line}: ${ts.flattenDiagnosticMessageText(one.messageText, '\n')}`;
    });
  });
}

/**
 * An excerpt that says `this` stands in the constructor of a stack, and its `token` is a secret variable's value. Put around it
 * without a new line, so that lines stay what they are.
 */
function asModule({ code, given = '' }: CodeBlock): string {
  if (!/\bthis\b/.test(code) || /\bclass\b/.test(code)) return `${code}\nexport {};`;
  const imports = ts
    .createSourceFile('', code, ts.ScriptTarget.Latest)
    .statements.filter((one) => ts.isImportDeclaration(one));
  const body = imports.at(-1)?.end ?? 0;
  const stack = "(require('cdktf') as typeof import('cdktf')).TerraformStack";
  const opening = `; declare const token: string; ${given} class Excerpt extends ${stack} { excerpt() {`;
  return `${code.slice(0, body)}${opening}${code.slice(body)}}}\nexport { Excerpt };`;
}
