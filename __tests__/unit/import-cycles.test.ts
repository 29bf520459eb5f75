/** No file imports itself through others, type-only imports included: a reader, and a bundler, can take any file by itself. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const IGNORED = /^(node_modules|dist|cdktf\.out|coverage|docs\/api)$/;

function typescriptFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || IGNORED.test(relative(ROOT, path))) return [];
    if (entry.isDirectory()) return typescriptFiles(path);
    return /(?<!\.d)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** The files of the repository that a file imports, requires or re-exports. */
function importsOf(file: string, text = readFileSync(file, 'utf8')): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .flatMap((name) => {
      const path = join(dirname(file), name);
      return [path, `${path}.ts`, join(path, 'index.ts')]
        .filter((one) => one.endsWith('.ts') && existsSync(one))
        .slice(0, 1);
    });
}

/** The first cycle found, as the files on it; the first one again at the end. */
function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

test('no file imports itself through others', () => {
  const graph = new Map(typescriptFiles(ROOT).map((file) => [file, importsOf(file)]));
  expect(graph.size).toBeGreaterThan(500);
  expect(findCycle(graph).map((file) => relative(ROOT, file))).toEqual([]);
});

test('a cycle is found, of types too', () => {
  const [a, b] = [join(ROOT, 'constructs/tiers.ts'), join(ROOT, 'constructs/facts.ts')];
  const graph = new Map([
    [a, importsOf(a, "import type { Told } from './facts';")],
    [b, importsOf(b, "export * from './tiers';")],
  ]);
  expect(findCycle(graph)).toEqual([a, b, a]);
});
