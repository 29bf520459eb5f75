/** Versions of a running site's packages, into docs/versions.json and docs/versions.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, printError } from '../../host/terminal';
import { execOnTier } from './exec-on-tier';
import { COMPONENTS, type MeasuredRun } from './components';
import { renderVersions } from './render-versions';

const DOCS = join(__dirname, '../../docs');

async function main(suite: string): Promise<void> {
  const exec = await execOnTier();
  const guest = (await exec('web', ['sh', '-c', '. /etc/os-release; echo "$PRETTY_NAME"'])).trim();
  const versions: Record<string, string> = {};
  for (const { name, tier, package: wanted } of COMPONENTS)
    versions[name] = (await exec(tier, ['dpkg-query', '-W', '-f', '${Version}', wanted])).trim();
  const file = join(DOCS, 'versions.json');
  const earlier = (JSON.parse(readFileSync(file, 'utf8')) as MeasuredRun[]).filter(
    (run) => run.suite !== suite || run.guest !== guest,
  );
  const runs = [...earlier, { suite, guest, on: new Date().toISOString().slice(0, 10), versions }];
  writeFileSync(file, `${JSON.stringify(runs, undefined, 2)}\n`);
  writeFileSync(join(DOCS, 'versions.md'), renderVersions(runs));
  print(`${Object.keys(versions).length} versions of ${guest}`);
}

main(process.argv[2] ?? 'npm start').catch((error: unknown) => {
  printError(String(error));
  process.exit(1);
});
