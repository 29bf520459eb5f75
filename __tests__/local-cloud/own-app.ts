import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { releaseApp, rollBackApp, showReleases } from '../../cli/app/release-app';
import { until } from '../../host/until';
import { packApp } from '../../local-cloud/app/archive';
import { giveApp, givenAppFile } from '../../local-cloud/app/given-app';
import { deploySite, expectEmptyPlan, get, onNode, project, settings, status } from './site';

const SOURCE = join(__dirname, 'own-app');

/** As `npm start -- --app` does; the deploy after `forgetOwnApp` has the sample again. */
export async function deployOwnApp(color = 'green'): Promise<void> {
  await giveApp(SOURCE, { environment: [`COLOR=${color}`] }, settings.stateDir);
  await deploySite('as-it-is');
}

export function forgetOwnApp(): void {
  rmSync(givenAppFile(settings.stateDir), { force: true });
}

const answer = async () =>
  JSON.parse(await get('/')) as { color: string; version: number; database: readonly string[] };
const appDroplets = async () =>
  (await status()).droplets.filter(({ name }) => name.startsWith('app-')).map(({ id }) => id);

/** It answers with the variables that it was given, was released once, and its worker runs. */
export async function expectOwnApp(): Promise<void> {
  expect(await answer()).toEqual({ version: 1, color: 'green', database: ['mysql', '127.0.0.1', '/app'] });
  const released = ['app-1', 'app-2'].map((name) => onNode(name, 'journalctl -u app-release.service -o cat'));
  expect((await Promise.all(released)).join('').match(/^released green$/gm)).toHaveLength(1);
  await expect(onNode('app-2', 'cat /var/lib/app/clock')).resolves.toMatch(/UTC/);
}

/** The archive of the app with a changed line, which nodes may fetch. */
async function archiveOf(before: string, after: string) {
  const directory = mkdtempSync(join(tmpdir(), 'own-app-'));
  try {
    cpSync(SOURCE, directory, { recursive: true });
    const file = join(directory, 'app.py');
    writeFileSync(file, readFileSync(file, 'utf8').replace(before, after));
    const sha256 = await packApp(directory, settings.stateDir);
    return { url: `http://169.254.169.254:8790/archives/${sha256}`, sha256 };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Every node of the app has answered with that version, and the old one is gone. */
async function expectVersion(version: number): Promise<void> {
  const answers = async () => (await Promise.all(Array.from({ length: 12 }, answer))).map((one) => one.version);
  await until(async () => (await answers()).every((one) => one === version), 60, `version ${version} answers alone`);
}

/** On the droplets that are there. */
export async function expectReleases(): Promise<void> {
  const droplets = await appDroplets();
  const options = { stack: 'local' };

  await releaseApp({ ...options, ...(await archiveOf('VERSION = 1', 'VERSION = 2')) }, project);
  await expectVersion(2);
  await expectEmptyPlan();

  const crashes = releaseApp({ ...options, ...(await archiveOf('VERSION = 1', 'raise SystemExit(3)')) }, project);
  const failure = await crashes.catch((error: Error) =>
    stripVTControlCharacters(error.message).replace(/[│\s]+/g, ' '),
  );
  expect(failure).toMatch(/app-1\S*: failed: .*the one before it serves on: app-next\.service has ended/);
  await expectVersion(2);
  // What is wanted and what runs are the same again.
  await rollBackApp(options, project);
  await expectVersion(2);
  await rollBackApp(options, project);
  await expectVersion(1);
  await showReleases(options, project);
  await expectEmptyPlan();

  await deployOwnApp('blue');
  await until(async () => (await answer()).color === 'blue', 60, 'the app has its new variable');
  expect(await appDroplets()).toEqual(droplets);
}
