import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { ReadinessChecks } from '../droplet/readiness';
import type { PropChecks } from '../validation';
import { AFTER_RELEASE, RELEASED_HERE, appRelease } from './app-release';
import type { AppSource } from './app-source';
import { APP_DIRECTORY } from './app-unit';

/** What the app runs beside the process that answers requests. */
export interface AppProcesses {
  /**
   * Shell, as user `app` in /opt/app, with the app's variables: runs once for each release, on one node, before any node of the release serves;
   * such as `python3 manage.py migrate`. The same code with the same command is the same release. When it fails, the deploy fails and the nodes
   * that were there serve on. It runs again, from its begin, when its node is lost meanwhile. Needs a database.
   * @default none
   */
  readonly release?: string;
  /** How long `release` may take, seconds; a new node may take so much longer until it is ready. @default 900 */
  readonly releaseTimeoutSeconds?: number;
}

/** The processes as a part of the app's nodes. */
export interface NodeProcesses {
  readonly part: CloudConfig;
  readonly readiness: ReadinessChecks;
  /** Lines of the section [Unit] of the app's own service. */
  readonly before: string;
}

const DEFAULT_RELEASE_TIMEOUT = 900;

/** Seconds that a node may take until it is ready beyond the usual. */
export function releaseSeconds({ release, releaseTimeoutSeconds }: AppProcesses): number {
  return release === undefined ? 0 : (releaseTimeoutSeconds ?? DEFAULT_RELEASE_TIMEOUT);
}

/** Those that are given: an app's other props are not for its processes. */
export function processesOf({ release, releaseTimeoutSeconds }: AppProcesses): AppProcesses {
  return { release, releaseTimeoutSeconds };
}

export function checkProcesses(checks: PropChecks, processes: AppProcesses, hasDatabase: boolean): void {
  const { release, releaseTimeoutSeconds } = processes;
  checks.wholeNumber('releaseTimeoutSeconds', releaseTimeoutSeconds ?? DEFAULT_RELEASE_TIMEOUT, 1, 6 * 3600);
  if (release === undefined) {
    const remedy = "give 'release', or leave it out";
    checks.require(
      releaseTimeoutSeconds === undefined,
      'releaseTimeoutSeconds',
      'be the limit of a release',
      releaseTimeoutSeconds,
      remedy,
    );
    return;
  }
  checks.check(
    'release',
    release,
    (text) => text.trim() !== '',
    'be shell',
    'leave it out when there is nothing to do',
  );
  const recorded = "give the app a 'database', or run the command before the deploy";
  checks.require(hasDatabase, 'release', 'have a database, which records that it has run', release, recorded);
}

/** `app` names the app in its database, which other apps may have, too. */
export function nodeProcesses(app: string, source: AppSource, processes: AppProcesses): NodeProcesses {
  const { release } = processes;
  if (release === undefined) return { part: {}, readiness: {}, before: '' };
  const settings = { app, release: { timeout: releaseSeconds(processes) } };
  const { files = [] } = appRelease(source, release);
  return {
    part: {
      // The login check brings what the program needs.
      files: [
        nodeProgram(__dirname, 'app-job.py'),
        { path: `${APP_DIRECTORY}/jobs.json`, content: `${JSON.stringify(settings, null, 1)}\n` },
        ...files,
      ],
    },
    readiness: RELEASED_HERE,
    before: AFTER_RELEASE,
  };
}
