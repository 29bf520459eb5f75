import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { ReadinessChecks } from '../droplet/readiness';
import type { PropChecks } from '../validation';
import { AFTER_RELEASE, RELEASED_HERE, appRelease } from './app-release';
import { appSchedules, checkSchedules, scheduleSettings, type AppSchedules } from './app-schedule';
import type { AppSource } from './app-source';
import { APP_DIRECTORY } from './app-unit';
import { appWorkers, checkWorkers, workerUnits, workersReadiness, type AppWorkers } from './app-worker';

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
  /** Further processes without HTTP on each of the app's nodes, by name: `{ mail: { start: 'python3 worker.py' } }`. @default none */
  readonly workers?: AppWorkers;
  /**
   * Commands that run at certain times, each on one of the app's nodes: `{ sessions: { calendar: '*-*-* 03:00', run: 'python3 manage.py clearsessions' } }`.
   * One that is due when its node is lost runs on another one; a time that comes while it still runs is skipped. Needs a database.
   * @default none
   */
  readonly schedules?: AppSchedules;
}

/** The processes as a part of the app's nodes. */
export interface NodeProcesses {
  readonly part: CloudConfig;
  readonly readiness: ReadinessChecks;
  /** Lines of the section [Unit] of what runs after the release. */
  readonly afterRelease: string;
  readonly hasRelease: boolean;
  /** Units that begin anew with each release. */
  readonly workers: readonly string[];
}

const DEFAULT_RELEASE_TIMEOUT = 900;

/** Seconds that a node may take until it is ready beyond the usual. */
export function releaseSeconds({ release, releaseTimeoutSeconds }: AppProcesses): number {
  return release === undefined ? 0 : (releaseTimeoutSeconds ?? DEFAULT_RELEASE_TIMEOUT);
}

/** Those that are given: an app's other props are not for its processes. */
export function processesOf({ release, releaseTimeoutSeconds, workers, schedules }: AppProcesses): AppProcesses {
  return { release, releaseTimeoutSeconds, workers, schedules };
}

export function checkProcesses(checks: PropChecks, processes: AppProcesses, hasDatabase: boolean): void {
  checkRelease(checks, processes, hasDatabase);
  checkWorkers(checks, processes.workers ?? {});
  checkSchedules(checks, processes.schedules ?? {}, hasDatabase);
}

function checkRelease(checks: PropChecks, processes: AppProcesses, hasDatabase: boolean): void {
  const { release, releaseTimeoutSeconds: limit } = processes;
  checks.wholeNumber('releaseTimeoutSeconds', limit ?? DEFAULT_RELEASE_TIMEOUT, 1, 6 * 3600);
  if (release === undefined) {
    const [rule, remedy] = ['be the limit of a release', "give 'release', or leave it out"];
    checks.require(limit === undefined, 'releaseTimeoutSeconds', rule, limit, remedy);
    return;
  }
  checks.check(
    'release',
    release,
    (text) => text.trim() !== '',
    'be shell',
    'leave it out when there is nothing to do',
  );
  const remedy = "give the app a 'database', or run the command before the deploy";
  checks.require(hasDatabase, 'release', 'have a database, which records that it has run', release, remedy);
}

/** `app` names the app in its database, which other apps may have, too. */
export function nodeProcesses(app: string, source: AppSource, processes: AppProcesses): NodeProcesses {
  const { release, workers = {}, schedules = {} } = processes;
  const afterRelease = release === undefined ? '' : AFTER_RELEASE;
  const isFetched = source.fetched !== undefined;
  const parts = [
    ...(release === undefined && Object.keys(schedules).length === 0 ? [] : [jobProgram(app, processes)]),
    ...(release === undefined ? [] : [appRelease(isFetched, release)]),
    appWorkers(workers, isFetched, afterRelease),
    appSchedules(schedules, isFetched, afterRelease),
  ];
  return {
    part: {
      packages: parts.flatMap(({ packages }) => packages ?? []),
      files: parts.flatMap(({ files }) => files ?? []),
      commands: parts.flatMap(({ commands }) => commands ?? []),
    },
    readiness: { ...(release === undefined ? {} : RELEASED_HERE), ...workersReadiness(workers) },
    afterRelease,
    hasRelease: release !== undefined,
    workers: workerUnits(workers),
  };
}

/** What it needs is there for the login check. */
function jobProgram(app: string, processes: AppProcesses): CloudConfig {
  const settings = {
    app,
    release: { timeout: releaseSeconds(processes) },
    schedules: scheduleSettings(processes.schedules ?? {}),
  };
  return {
    files: [
      nodeProgram(__dirname, 'app-job.py'),
      { path: `${APP_DIRECTORY}/jobs.json`, content: `${JSON.stringify(settings, null, 1)}\n` },
    ],
  };
}
