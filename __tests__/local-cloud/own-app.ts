import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { giveApp, givenAppFile } from '../../local-cloud/app/given-app';
import { deploySite, get, onNode, settings } from './site';

/** As `npm start -- --app` does; the deploy after it has the sample again. */
export async function deployOwnApp(): Promise<void> {
  await giveApp(join(__dirname, 'own-app'), { environment: ['COLOR=green'] }, settings.stateDir);
  await deploySite('as-it-is').finally(() => rmSync(givenAppFile(settings.stateDir)));
}

/** It answers with the variables that it was given, was released once, and its worker runs. */
export async function expectOwnApp(): Promise<void> {
  const found = JSON.parse(await get('/')) as unknown;
  expect(found).toEqual({ color: 'green', database: ['mysql', '127.0.0.1', '/app'] });
  const released = ['app-1', 'app-2'].map((name) => onNode(name, 'journalctl -u app-release.service -o cat'));
  expect((await Promise.all(released)).join('').match(/^released green$/gm)).toHaveLength(1);
  await expect(onNode('app-2', 'cat /var/lib/app/clock')).resolves.toMatch(/UTC/);
}
