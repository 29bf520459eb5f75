import { CALLS_OF_IP, WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { ENVIRONMENT_FILE } from './app-environment';
import { APP_HOME } from './app-home';

/** Commands, as the shell reads them: a unit file has a grammar of its own, with `%` and `$` that mean something else. */
export const APP_DIRECTORY = '/etc/app';

/** For programs of any language: they compile code, and count processors. The code is root's; $STATE_DIRECTORY (/var/lib/app) is the app's own. */
export const APP_SANDBOX = sandbox({
  families: WITH_NETLINK,
  systemCalls: ['@resources', ...CALLS_OF_IP],
  seesProcesses: true,
  compiles: true,
});

/** Of every process of the app: who it is, where it runs, and its variables, which WITH_ENVIRONMENT reads. */
export const AS_THE_APP = `User=app
Group=app
WorkingDirectory=${APP_HOME}
LoadCredential=environment:${ENVIRONMENT_FILE}
StateDirectory=app
LimitNOFILE=65535
`;

/** Lines of [Unit] of what reaches others by the node's service proxy. */
export const AFTER_NETWORK = `After=network-online.target haproxy.service
Wants=network-online.target
`;
