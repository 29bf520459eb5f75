import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../../../local-cloud');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

/** What a file imports: packages by name, files by their path in local-cloud. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, name]) =>
    name!.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), name!)) : name!,
  );
}

test('host/ alone runs commands, as the README says', () => {
  const others = FILES.filter((file) => !file.startsWith('host/') && importsOf(file).includes('node:child_process'));
  expect(others).toEqual([]);
});

test('api/ knows the contract, the state of databases and the monitoring, and nothing of the machine below', () => {
  const known = /^(api|managed-mysql|monitoring)\/|^(addresses|authority|runtime)$|^\.\.\/environments/;
  const foreign = FILES.filter((file) => file.startsWith('api/')).flatMap((file) =>
    importsOf(file)
      .filter((name) => FILES.some((one) => one === `${name}.ts`) && !known.test(name))
      .map((name) => `${file} imports ${name}`),
  );
  expect(foreign).toEqual([]);
});

test('providers/ know HTTP and each other, and what finds a program', () => {
  const foreign = FILES.filter((file) => file.startsWith('providers/')).flatMap((file) =>
    importsOf(file)
      .filter((name) => FILES.some((one) => one === `${name}.ts`) && !/^(providers|host)\//.test(name))
      .map((name) => `${file} imports ${name}`),
  );
  expect(foreign).toEqual([]);
});
