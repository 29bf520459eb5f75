import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { ReadinessChecks } from '../droplet/readiness';
import { sandbox } from '../droplet/sandbox';
import { REACH_PORT } from '../haproxy/health-check';
import { CA_FILE, type IMysqlCluster } from '../mysql/mysql-cluster';
import { APP_METRICS_PORT, APP_PORT, NGINX_DRAINING } from '../web/render-nginx';
import { WITH_ENVIRONMENT, appEnvironment, type Environment } from './app-environment';
import type { NodeProcesses } from './app-processes';
import type { AppSource } from './app-source';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, AS_THE_APP } from './app-unit';
import type { TcpPorts } from './tcp-ports';
import { databaseUrl } from './database-url';
import { startUnitsSoon } from '../cloud-init/start-units';

const START = `${APP_DIRECTORY}/start`;

/**
 * Before the app is told to end, its callers go elsewhere. First its node says that it leaves, and serves on: a check begins within 0.5 s, a second one
 * 0.2 s after it has failed, and one that had begun before may take 2.5 s. All nodes of a release leave together, and a request that finds
 * the first one's port closed could find the next one's closed, too. On a node of its own it is the port where callers ask what
 * the node reaches; beside nginx, nginx reports that the node drains. Then new connections are refused, for callers that have missed it: what is
 * refused was not begun, so even a POST may go to another node. Established ones finish.
 */
const DRAIN = {
  'of its own': {
    stop: (ports: readonly number[]) => [
      `+/usr/sbin/nft 'table inet app_drain { chain input { type filter hook input priority filter; ${refuse([REACH_PORT])}; }; }'`,
      '/bin/sleep 3.5',
      `+/usr/sbin/nft 'add rule inet app_drain input ${refuse(ports)}'`,
      '/bin/sleep 1',
    ],
    // Added first: to delete a table that is not there is an error.
    start: `/usr/sbin/nft 'add table inet app_drain; delete table inet app_drain'`,
  },
  'beside nginx': {
    stop: () => [`+/usr/bin/touch ${NGINX_DRAINING}`, '/bin/sleep 2.5'],
    start: `/bin/rm -f ${NGINX_DRAINING}`,
  },
};

function refuse(ports: readonly number[]): string {
  return `tcp dport ${ports.length > 1 ? `{ ${ports.join(', ')} }` : ports[0]} tcp flags & (syn | ack) == syn reject with tcp reset`;
}

/** What the build, which listens to nothing, has for HOST is another. */
const ON_PRIVATE_ADDRESS = `/usr/local/sbin/on-private-address ${WITH_ENVIRONMENT} /usr/bin/env HOST=ADDRESS`;

function renderUnit(node: keyof typeof DRAIN, ports: readonly number[], afterRelease: string): string {
  return `[Unit]
Description=The app
${AFTER_NETWORK}${afterRelease}# However often it ends: what it waits for may come.
StartLimitIntervalSec=0
[Service]
ExecStartPre=+${DRAIN[node].start}
${DRAIN[node]
  .stop(ports)
  .map((step) => `ExecStop=${step}\n`)
  .join('')}ExecStart=${node === 'of its own' ? ON_PRIVATE_ADDRESS : WITH_ENVIRONMENT} ${START}
Restart=always
RestartSec=1
TimeoutStopSec=45
KillMode=mixed
${AS_THE_APP}${APP_SANDBOX}[Install]
WantedBy=multi-user.target
`;
}

const LOGGED_IN = '/run/database-login';
/** Once after the boot, until it succeeds. */
const LOGIN_UNIT = `[Unit]
Description=This node can log in to the database
After=network-online.target haproxy.service
StartLimitIntervalSec=0
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${WITH_ENVIRONMENT} /usr/local/sbin/database-login
ExecStartPost=+/usr/bin/touch ${LOGGED_IN}
Restart=on-failure
RestartSec=2
${sandbox({ capabilities: ['CAP_SETGID', 'CAP_SETUID'], systemCalls: ['@setuid'], compiles: true })}[Install]
WantedBy=multi-user.target
`;

/** What must hold before the node that it takes the place of leaves: with a wrong password, nobody would be left who can log in. */
export const AUTHENTICATES: ReadinessChecks = { 'database-login': ['test', '-e', LOGGED_IN] };

const databaseLogin = (): CloudConfig => ({
  packages: ['python3-pymysql', 'python3-cryptography'],
  files: [
    nodeProgram(__dirname, 'database-login.py'),
    { path: '/etc/systemd/system/database-login.service', content: LOGIN_UNIT },
  ],
  commands: [startUnitsSoon('database-login.service')],
});

export interface AppServiceProps {
  readonly source: AppSource;
  /** A droplet of its own, where it listens on the private address; or nginx's, where it listens on loopback. */
  readonly node: keyof typeof DRAIN;
  /** Port that its callers use: the app's own, or that of what ends TLS in front of it. */
  readonly port: number;
  /** Ports for other protocols than HTTP. @default none */
  readonly tcpPorts?: TcpPorts;
  readonly database?: IMysqlCluster;
  readonly environment?: Environment;
  readonly processes: NodeProcesses;
}

/** The app under systemd, as a part of a node. What it is told about the database, see the README, "Your own app". */
export function appService(props: AppServiceProps): CloudConfig {
  const { source, node, port, tcpPorts = {}, database, environment, processes } = props;
  const ports = [port, ...Object.values(tcpPorts).map((one) => one.port)];
  const variables = {
    HOST: node === 'of its own' ? '0.0.0.0' : '127.0.0.1',
    PORT: String(APP_PORT),
    ...(source.metricsPath !== undefined && { METRICS_PORT: String(APP_METRICS_PORT) }),
    ...(database && databaseEnvironment(database)),
    ...environment,
  };
  const { install } = source;
  const told = appEnvironment(variables);
  const login = database ? databaseLogin() : {};
  const parts = [install, told, login, processes.part];
  return {
    outbound: install.outbound,
    packages: parts.flatMap(({ packages }) => packages ?? []),
    files: [
      ...parts.flatMap(({ files }) => files ?? []),
      { path: START, mode: '0755', content: `#!/bin/sh\nexec ${source.start}\n` },
      { path: '/etc/systemd/system/app.service', content: renderUnit(node, ports, processes.afterRelease) },
    ],
    commands: [
      ...(install.commands ?? []),
      // Not waited for: what fails is reported by the unit, not by the bootstrap.
      startUnitsSoon('app.service'),
      ...(login.commands ?? []),
      ...(processes.part.commands ?? []),
    ],
  };
}

function databaseEnvironment({ writer, readers, credentials }: IMysqlCluster): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl(credentials, writer),
    DATABASE_WRITER_HOST: writer.host,
    DATABASE_WRITER_PORT: String(writer.port),
    DATABASE_READER_HOST: readers.host,
    DATABASE_READER_PORT: String(readers.port),
    DATABASE_NAME: credentials.database,
    DATABASE_USER: credentials.user,
    DATABASE_PASSWORD: credentials.password,
    DATABASE_CA: CA_FILE,
  };
}
