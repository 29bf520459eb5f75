import { createHash } from 'node:crypto';
import { Fn, Token } from 'cdktf';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { isToken, splitTokens } from '../cloud-init/escape';
import { sized } from '../cloud-init/sized';
import type { ReadinessChecks } from '../droplet/readiness';
import { WITH_ENVIRONMENT } from './app-environment';
import type { AppSource } from './app-source';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, AS_THE_APP } from './app-unit';

const UNIT = 'app-release.service';
const COMMAND = `${APP_DIRECTORY}/release`;
const IDENTITY = `${APP_DIRECTORY}/release-id`;
/** The identity of the last release that this node has seen succeed: a node that starts again needs no database for that. */
const RELEASED = '/var/lib/app-released';

/** By which the readiness report knows that there is nothing to wait for. */
const FAILED = '/run/app-release.failed';

const RELEASE_UNIT = `[Unit]
Description=The app's release command, once for each release
${AFTER_NETWORK}[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${WITH_ENVIRONMENT} /usr/local/sbin/app-job release
ExecStartPre=+/bin/rm -f ${FAILED}
ExecStartPost=+/bin/cp ${IDENTITY} ${RELEASED}
ExecStopPost=+/bin/sh -c 'test "$SERVICE_RESULT" = success || touch ${FAILED}'
TimeoutStopSec=30
KillMode=mixed
${AS_THE_APP}${APP_SANDBOX}`;

/** Lines of [Unit] of what runs after the release alone. */
export const AFTER_RELEASE = `Requires=${UNIT}\nAfter=${UNIT}\n`;

export const RELEASED_HERE: ReadinessChecks = { 'app-release': ['cmp', IDENTITY, RELEASED] };

/** The command and what says whether it has run: the same code with the same command is the same release. */
export function appRelease(source: AppSource, command: string): CloudConfig {
  return {
    files: [
      { path: COMMAND, mode: '0755', content: `#!/bin/sh -e\n${command}\n` },
      sized({ path: IDENTITY, content: `${digestOf(JSON.stringify([source.code, command]))}\n` }, 64),
      { path: `/etc/systemd/system/${UNIT}`, content: RELEASE_UNIT },
    ],
  };
}

/** In pieces: what Terraform computes is hashed by Terraform. */
function digestOf(text: string): string {
  const pieces = splitTokens(text).map((one) => (isToken(one) ? Token.asString(Fn.sha256(one)) : sha256(one)));
  return pieces.length === 1 ? pieces[0]! : Token.asString(Fn.sha256(pieces.join('')));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
