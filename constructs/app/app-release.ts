import type { CloudConfig } from '../cloud-init/cloud-config';
import type { ReadinessChecks } from '../droplet/readiness';
import { WITH_ENVIRONMENT } from './app-environment';
import { APP_RELEASES } from './app-home';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, asTheApp, type ReleaseLink } from './app-unit';

const UNIT = 'app-release.service';
const COMMAND = `${APP_DIRECTORY}/release`;
const IDENTITY = `${APP_RELEASES}/current/release-id`;
/** The identity of the last release that this node has seen succeed: a node that starts again needs no database for that. */
const RELEASED = '/var/lib/app-released';

/** By which the readiness report knows that there is nothing to wait for. */
const FAILED = '/run/app-release.failed';

/** Marks of the release that runs; of one that comes, app-update knows what became of it. */
const MARKS = `RemainAfterExit=yes
ExecStartPre=+/bin/rm -f ${FAILED}
ExecStartPost=+/bin/cp ${IDENTITY} ${RELEASED}
ExecStopPost=+/bin/sh -c 'test "$SERVICE_RESULT" = success || touch ${FAILED}'
`;

const renderUnit = (isFetched: boolean, release: ReleaseLink) => `[Unit]
Description=The app's release command, once for each release
${AFTER_NETWORK}StartLimitIntervalSec=0
[Service]
Type=oneshot
ExecStart=${WITH_ENVIRONMENT} /usr/local/sbin/app-job release ${release}
${release === 'current' ? MARKS : ''}TimeoutStopSec=30
KillMode=mixed
${asTheApp(isFetched, release)}${APP_SANDBOX}`;

/** Lines of [Unit] of what runs after the release alone. */
export const AFTER_RELEASE = `Requires=${UNIT}\nAfter=${UNIT}\n`;

export const RELEASED_HERE: ReadinessChecks = { 'app-release': ['cmp', IDENTITY, RELEASED] };

/** The command; the same code with the same command is the same release (node/app-update.py). */
export function appRelease(isFetched: boolean, command: string): CloudConfig {
  return {
    files: [
      { path: COMMAND, mode: '0755', content: `#!/bin/sh -e\n${command}\n` },
      { path: `/etc/systemd/system/${UNIT}`, content: renderUnit(isFetched, 'current') },
      { path: '/etc/systemd/system/app-release-next.service', content: renderUnit(isFetched, 'next') },
    ],
  };
}
