import { CALLS_OF_IP, WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { APP_HOME, APP_RELEASES } from './app-home';

/** Commands, as the shell reads them: a unit file has a grammar of its own, with `%` and `$` that mean something else. */
export const APP_DIRECTORY = '/etc/app';

/** For programs of any language: they compile code, and count processors. The code is root's; $STATE_DIRECTORY (/var/lib/app) is the app's own. */
export const APP_SANDBOX = sandbox({
  families: WITH_NETLINK,
  systemCalls: ['@resources', ...CALLS_OF_IP],
  seesProcesses: true,
  compiles: true,
});

/** Which of a node's releases a process has: the one that runs, or the one that comes. */
export type ReleaseLink = 'current' | 'next';

/**
 * Of every process of the app: who it is, where it runs, and its variables, which WITH_ENVIRONMENT reads. Code that is fetched lies in a directory
 * of its release, which the process sees as /opt/app for as long as it lives, whatever is fetched meanwhile.
 */
export function asTheApp(isFetched: boolean, release: ReleaseLink = 'current'): string {
  const directory = `${APP_RELEASES}/${release}`;
  return `User=app
Group=app
WorkingDirectory=${APP_HOME}
${isFetched ? `BindReadOnlyPaths=${directory}/code:${APP_HOME}\n` : ''}LoadCredential=environment:${directory}/environment
StateDirectory=app
LimitNOFILE=65535
`;
}

/** Lines of [Unit] of what reaches others by the node's service proxy. */
export const AFTER_NETWORK = `After=network-online.target haproxy.service
Wants=network-online.target
`;
