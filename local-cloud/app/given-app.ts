import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { packApp } from './archive';
import { describeApp, type AppDescription, type AppOptions } from './describe';

/** An app that somebody has given to a run, in the sample's place. */
export interface GivenApp extends AppDescription {
  /** Of its archive. */
  readonly sha256: string;
  readonly directory: string;
}

/** Its variables may be secrets: the file is root's. */
export function givenAppFile(stateDir: string): string {
  return join(stateDir, 'app.json');
}

/** Packs the app and keeps how it runs: the run has it until it ends, or gets another. */
export async function giveApp(path: string, options: AppOptions, stateDir: string): Promise<GivenApp> {
  const directory = resolve(path);
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new Error(`'--app ${path}' is no directory: name the one that holds the app.`);
  const description = describeApp(directory, options);
  const app = { ...description, directory, sha256: await packApp(directory, stateDir) };
  await writeFileAtomic(givenAppFile(stateDir), JSON.stringify(app), { mode: 0o600 });
  return app;
}

export function readGivenApp(file: string): GivenApp {
  return JSON.parse(readFileSync(file, 'utf8')) as GivenApp;
}
