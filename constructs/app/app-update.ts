import { createHash } from 'node:crypto';
import { Fn, Token } from 'cdktf';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { isToken, splitTokens } from '../cloud-init/escape';
import { nodeProgram } from '../cloud-init/node-program';
import { sized } from '../cloud-init/sized';
import { startUnitsSoon } from '../cloud-init/start-units';
import { systemUser } from '../cloud-init/system-user';
import type { NodeSettings, SettingsFile } from '../droplet/node-settings';
import type { ReadinessChecks } from '../droplet/readiness';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import { ENVIRONMENT_FORM, WITH_ENVIRONMENT, renderEnvironment, type Environment } from './app-environment';
import { APP_HOME, APP_RELEASES } from './app-home';
import type { AppSource } from './app-source';
import type { NodeProcesses } from './app-processes';
import { AppVersion } from './app-version';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX } from './app-unit';

/** Until a release that starts is well, and for how long it is watched when it has the requests, seconds. */
const [START_SECONDS, WATCH_SECONDS] = [300, 5];
/** Releases that a node has at hand. */
const KEPT = 3;

/** What the deploy wants: another line of it is another release. */
const WANTED = `${APP_DIRECTORY}/wanted`;

/** As root: it fetches code for the app, starts and ends the app's units, and tells the kernel where new connections go. */
const UPDATE_UNIT = `[Unit]
Description=Puts the release of the app in place that the deploy wants
After=network-online.target app.service
ConditionPathExists=${APP_RELEASES}/pending
StartLimitIntervalSec=0
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/app-update run
${sandbox({
  system: 'yes',
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_NET_ADMIN'],
  systemCalls: ['@chown'],
  families: WITH_NETLINK,
  seesProcesses: true,
  compiles: true,
})}[Install]
WantedBy=multi-user.target
`;

/** The readiness report, which has no privileges, leaves a file. */
const AGAIN = '/var/lib/node-report/retry-app-update';
const AGAIN_PATH = `[Unit]
Description=A release of the app that did not come into place is to be tried again
[Path]
PathExists=${AGAIN}
[Install]
WantedBy=multi-user.target
`;
const AGAIN_UNIT = `[Unit]
Description=Tries to put the release of the app in place again
StartLimitIntervalSec=0
[Service]
Type=oneshot
ExecStart=/bin/rm -f ${AGAIN}
ExecStart=/usr/local/sbin/app-update request
${sandbox({ system: 'yes', capabilities: ['CAP_DAC_OVERRIDE', 'CAP_FOWNER'], seesProcesses: true, compiles: true })}`;

const BUILDING = '/var/lib/app-code/building';
const renderBuild = (build: string) => `[Unit]
Description=Builds a release of the app
${AFTER_NETWORK}StartLimitIntervalSec=0
[Service]
Type=oneshot
ExecStart=${WITH_ENVIRONMENT} ${build}
User=app
Group=app
WorkingDirectory=${APP_HOME}
BindPaths=${BUILDING}:${APP_HOME}
ReadWritePaths=${APP_HOME}
LoadCredential=environment:${APP_RELEASES}/building/environment
${APP_SANDBOX}`;

export interface AppUpdateProps {
  readonly source: AppSource;
  readonly variables: Environment;
  readonly processes: NodeProcesses;
  /** Succeeds when the app is well at `{port}`. */
  readonly health: readonly string[];
  /** The one of its requests. */
  readonly port: number;
  /** Ports of the app -> those of a release that starts beside it. */
  readonly ports: Readonly<Record<number, number>>;
  /** The port that callers use. */
  readonly called: number;
}

/** The first release of a node, and what puts another one in its place while requests come: the node keeps running. */
export interface AppUpdate {
  readonly part: CloudConfig;
  /** What the deploy wants. */
  readonly settings: readonly NodeSettings[];
  readonly readiness: ReadinessChecks;
  /** Of code that is fetched; its tier binds it. */
  readonly version?: AppVersion;
}

export function appUpdate({ source, variables, processes, health, port, ports, called }: AppUpdateProps): AppUpdate {
  const { install, fetched, build } = source;
  const version = fetched && new AppVersion(fetched.version);
  const settings = {
    fetch: fetched?.fetch ?? null,
    build: fetched !== undefined && build !== undefined,
    release: processes.hasRelease,
    health,
    port,
    ports,
    called,
    workers: [...processes.workers, 'mysql-release.service'],
    start_s: START_SECONDS,
    watch_s: WATCH_SECONDS,
    keep: KEPT,
  };
  const buildCommand = `${APP_DIRECTORY}/build`;
  return {
    version,
    part: {
      packages: ['python3', 'nftables', ...(install.packages ?? [])],
      outbound: install.outbound,
      files: [
        nodeProgram(__dirname, 'app-environment.py'),
        nodeProgram(__dirname, 'app-update.py'),
        { path: `${APP_DIRECTORY}/update.json`, content: `${JSON.stringify(settings, null, 1)}\n` },
        { path: '/etc/systemd/system/app-update.service', content: UPDATE_UNIT },
        { path: '/etc/systemd/system/app-update-again.path', content: AGAIN_PATH },
        { path: '/etc/systemd/system/app-update-again.service', content: AGAIN_UNIT },
        ...(settings.build
          ? [
              { path: buildCommand, mode: '0755', content: `#!/bin/sh -eu\n${build}\n` },
              { path: '/etc/systemd/system/app-build.service', content: renderBuild(buildCommand) },
            ]
          : []),
        ...(fetched ? [] : [sized({ path: `${WANTED}/code`, content: `inline=${digestOf(source)}\n` }, 64)]),
        ...(install.files ?? []),
      ],
      commands: [
        systemUser('app', APP_HOME),
        ['mkdir', '-p', APP_HOME],
        ['app-update', 'install'],
        ...(install.commands ?? []),
        startUnitsSoon('app-update.service', 'app-update-again.path'),
      ],
    },
    settings: [
      ...(fetched?.settings ?? []),
      { files: wanted(source, variables, version), apply: [['/usr/local/sbin/app-update', 'request']] },
    ],
    readiness: { 'app-update': ['app-update', 'check'] },
  };
}

/** The variables hold passwords: root alone reads them. */
function wanted({ fetched }: AppSource, variables: Environment, version?: AppVersion): readonly SettingsFile[] {
  const environment = {
    path: `${WANTED}/environment`,
    mode: '0600',
    form: SettingsForm.lines(ENVIRONMENT_FORM),
    content: renderEnvironment(variables),
  };
  if (!fetched || !version) return [environment];
  return [environment, { path: `${WANTED}/code`, form: SettingsForm.lines(fetched.form), content: version.lines }];
}

/** Of code in the user-data. In pieces: what Terraform computes is hashed by Terraform. */
function digestOf({ inlineFiles }: AppSource): string {
  const pieces = splitTokens(JSON.stringify(inlineFiles)).map((one) =>
    isToken(one) ? Token.asString(Fn.sha256(one)) : sha256(one),
  );
  return pieces.length === 1 ? pieces[0]! : Token.asString(Fn.sha256(pieces.join('')));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
