import type { CloudConfig } from '../cloud-init/cloud-config';
import type { PropChecks } from '../validation';
import { WITH_ENVIRONMENT } from './app-environment';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, asTheApp } from './app-unit';
import { checkProcessNames } from './app-worker';
import { isCalendar } from './calendar';
import { startUnitsSoon } from '../cloud-init/start-units';

/** A command that runs at certain times, on one node. */
export interface AppSchedule {
  /**
   * When, as systemd's timers have it, in UTC or a named time zone: `*-*-* 03:00`, `Mon..Fri *-*-* 08..18:00/15 Europe/Berlin`, `hourly`.
   */
  readonly calendar: string;
  /** Shell, as user `app` in /opt/app, with the app's variables. */
  readonly run: string;
  /** How long it may take, seconds; then it is stopped, and has failed. @default 3600 */
  readonly timeoutSeconds?: number;
}

export type AppSchedules = Readonly<Record<string, AppSchedule>>;

const DEFAULT_TIMEOUT = 3600;

export function checkSchedules(checks: PropChecks, schedules: AppSchedules, hasDatabase: boolean): void {
  const names = Object.keys(schedules);
  checkProcessNames(checks, 'schedules', names);
  const remedy = "give the app a 'database', or run it from outside of the site";
  checks.require(
    hasDatabase || names.length === 0,
    'schedules',
    'have a database, which decides where they run',
    names.join(', '),
    remedy,
  );
  for (const [name, { calendar, run, timeoutSeconds }] of Object.entries(schedules)) {
    const prop = `schedules.${name}`;
    if (checks.requireResolved(`${prop}.calendar`, calendar))
      checks.require(
        isCalendar(calendar),
        `${prop}.calendar`,
        'be a recurring time',
        calendar,
        "write it like '*-*-* 03:00' or 'Mon..Fri *-*-* 08..18:00/15 Europe/Berlin'",
      );
    checks.check(`${prop}.run`, run, (text) => text.trim() !== '', 'be shell', 'leave the schedule out');
    checks.wholeNumber(`${prop}.timeoutSeconds`, timeoutSeconds ?? DEFAULT_TIMEOUT, 1, 24 * 3600);
  }
}

const unitOf = (name: string) => `app-schedule-${name}`;

/** A program that cannot ask the database ends with 75, and is started again. */
const renderUnit = (name: string, isFetched: boolean) => `[Unit]
Description=The app's schedule ${name}
${AFTER_NETWORK}StartLimitIntervalSec=0
[Service]
Type=oneshot
ExecStart=${WITH_ENVIRONMENT} /usr/local/sbin/app-job schedule ${name}
RestartForceExitStatus=75
RestartSec=30
TimeoutStopSec=30
KillMode=mixed
${asTheApp(isFetched)}${APP_SANDBOX}`;

/**
 * On all nodes, and once when a node starts, for times at which none was there. The timer itself waits for the release: its service would
 * begin a failed one again each time. What timers have by default would have them started before any service.
 */
const renderTimer = (name: string, calendar: string, after: string) => `[Unit]
Description=When the app's schedule ${name} is due
DefaultDependencies=no
Conflicts=shutdown.target
Before=shutdown.target
${after}[Timer]
OnCalendar=${calendar}
OnActiveSec=1
AccuracySec=1s
[Install]
WantedBy=multi-user.target
`;

/** As the node's program reads them. */
export function scheduleSettings(schedules: AppSchedules): unknown {
  return Object.fromEntries(
    Object.entries(schedules).map(([name, { calendar, timeoutSeconds = DEFAULT_TIMEOUT }]) => [
      name,
      { calendar, timeout: timeoutSeconds },
    ]),
  );
}

/** `after`: lines of the section [Unit]. */
export function appSchedules(schedules: AppSchedules, isFetched: boolean, after: string): CloudConfig {
  const all = Object.entries(schedules);
  return {
    // For calendars with a time zone.
    packages: all.length > 0 ? ['tzdata'] : [],
    files: all.flatMap(([name, { calendar, run }]) => [
      { path: `${APP_DIRECTORY}/schedules/${name}`, mode: '0755', content: `#!/bin/sh -e\n${run}\n` },
      { path: `/etc/systemd/system/${unitOf(name)}.service`, content: renderUnit(name, isFetched) },
      { path: `/etc/systemd/system/${unitOf(name)}.timer`, content: renderTimer(name, calendar, after) },
    ]),
    commands: all.map(([name]) => startUnitsSoon(`${unitOf(name)}.timer`)),
  };
}
