import type { CloudConfig } from '../cloud-init/cloud-config';
import type { ReadinessChecks } from '../droplet/readiness';
import type { PropChecks } from '../validation';
import { WITH_ENVIRONMENT } from './app-environment';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, asTheApp } from './app-unit';
import { startUnitsSoon } from '../cloud-init/start-units';

/** A further process of the app, which answers no requests of the web servers. */
export interface AppWorker {
  /** Starts it: one command, on one line, as a shell reads it (`exec`), in /opt/app as user `app`, with the app's variables. It ends on SIGTERM. */
  readonly start: string;
  /** How long it may take after SIGTERM to finish what it has, seconds; then it is killed. @default 30 */
  readonly stopTimeoutSeconds?: number;
}

export type AppWorkers = Readonly<Record<string, AppWorker>>;

const DEFAULT_STOP_TIMEOUT = 30;
/** What has run for so long has started, seconds. */
const STARTED = 5;

/** Names of units and files. */
export function checkProcessNames(checks: PropChecks, prop: string, names: readonly string[]): void {
  checks.each(
    prop,
    names,
    (name) => /^[a-z][a-z0-9-]{0,31}$/.test(name),
    'have names of lower-case letters, digits and hyphens, at most 32',
    "write them like 'mail'",
  );
}

export function checkWorkers(checks: PropChecks, workers: AppWorkers): void {
  checkProcessNames(checks, 'workers', Object.keys(workers));
  for (const [name, { start, stopTimeoutSeconds }] of Object.entries(workers)) {
    const isCommand = (text: string) => /^\S.*$/.test(text);
    checks.check(
      `workers.${name}.start`,
      start,
      isCommand,
      'be a command on one line',
      "write it like '/opt/app/worker'",
    );
    // A node that is replaced may take 15 minutes to end.
    checks.wholeNumber(`workers.${name}.stopTimeoutSeconds`, stopTimeoutSeconds ?? DEFAULT_STOP_TIMEOUT, 1, 600);
  }
}

const unitOf = (name: string) => `app-worker-${name}`;
/** Those that begin anew with each release. */
export const workerUnits = (workers: AppWorkers) => Object.keys(workers).map((name) => `${unitOf(name)}.service`);

const commandOf = (name: string) => `${APP_DIRECTORY}/workers/${name}`;
/** Of this instance, as the end of its bootstrap: a snapshot's other nodes must show it for themselves. */
const startedMark = (name: string) => `/var/lib/cloud/instance/${unitOf(name)}`;

function renderUnit(name: string, worker: AppWorker, isFetched: boolean, after: string): string {
  const { stopTimeoutSeconds = DEFAULT_STOP_TIMEOUT } = worker;
  return `[Unit]
Description=The app's worker ${name}
${AFTER_NETWORK}${after}# However often it ends: what it waits for may come.
StartLimitIntervalSec=0
[Service]
ExecStart=${WITH_ENVIRONMENT} ${commandOf(name)}
ExecStartPost=+/bin/sh -c 'sleep ${STARTED}; kill -0 $MAINPID && touch ${startedMark(name)}'
Restart=always
RestartSec=2
RestartSteps=6
RestartMaxDelaySec=60
TimeoutStopSec=${stopTimeoutSeconds}
KillMode=mixed
${asTheApp(isFetched)}${APP_SANDBOX}[Install]
WantedBy=multi-user.target
`;
}

/** A new node is not ready before each has run for some seconds, once; what becomes of them later is told by alerts. */
export function workersReadiness(workers: AppWorkers): ReadinessChecks {
  return Object.fromEntries(Object.keys(workers).map((name) => [unitOf(name), ['test', '-e', startedMark(name)]]));
}

/** `after`: lines of the section [Unit]. */
export function appWorkers(workers: AppWorkers, isFetched: boolean, after: string): CloudConfig {
  const all = Object.entries(workers);
  return {
    files: all.flatMap(([name, worker]) => [
      { path: commandOf(name), mode: '0755', content: `#!/bin/sh\nexec ${worker.start}\n` },
      { path: `/etc/systemd/system/${unitOf(name)}.service`, content: renderUnit(name, worker, isFetched, after) },
    ]),
    commands: all.map(([name]) => startUnitsSoon(`${unitOf(name)}.service`)),
  };
}
