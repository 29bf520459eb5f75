import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeDown } from '../../local-cloud/launch';
import { deploySite, settings, siteAnswers } from './site';

const NOTE = join(settings.stateDir, 'left-site.json');

interface LeftSite {
  /** The process of jest: what another run has left is not taken over. */
  readonly pid: number;
}

/**
 * The site that the file before has left (sequencer.js puts them in order), where it still answers; otherwise a new one. A boot takes longer
 * than most of the tests.
 */
export async function bringUpSite(): Promise<void> {
  const left = leftSite();
  rmSync(NOTE, { force: true });
  if (left?.pid === process.pid && (await answers())) return;
  await takeDown(settings);
  await deploySite();
  await siteAnswers();
}

/** For the next file: all nodes run, with the settings of the deploy. */
export function leaveSite(): void {
  const left: LeftSite = { pid: process.pid };
  writeFileSync(NOTE, JSON.stringify(left));
}

/** After the last file: a site that no file has taken over. */
export default async function takeDownLeftSite(): Promise<void> {
  if (leftSite()?.pid === process.pid) await takeDown(settings);
}

function leftSite(): LeftSite | undefined {
  return existsSync(NOTE) ? (JSON.parse(readFileSync(NOTE, 'utf8')) as LeftSite) : undefined;
}

function answers(): Promise<boolean> {
  return siteAnswers().then(
    () => true,
    () => false,
  );
}
