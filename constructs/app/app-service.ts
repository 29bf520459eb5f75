import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { ReadinessChecks } from '../droplet/readiness';
import { healthCheckCommand, type HealthCheck } from '../haproxy/health-check';
import { sandbox } from '../droplet/sandbox';
import { CA_FILE, type IMysqlCluster } from '../mysql/mysql-cluster';
import { APP_METRICS_PORT, APP_PORT } from '../web/render-nginx';
import { WITH_ENVIRONMENT, type Environment } from './app-environment';
import type { NodeProcesses } from './app-processes';
import type { AppSource } from './app-source';
import { COMES, renderLeave, type AppNode } from './app-drain';
import { AFTER_NETWORK, APP_DIRECTORY, APP_SANDBOX, asTheApp, type ReleaseLink } from './app-unit';
import { appUpdate, type AppUpdate } from './app-update';
import { FIRST_PORT_BESIDE, portVariable, type TcpPorts } from './tcp-ports';
import { databaseUrl } from './database-url';
import { startUnitsSoon } from '../cloud-init/start-units';

const START = `${APP_DIRECTORY}/start`;
const LEAVE = `${APP_DIRECTORY}/leave`;

/** What the build, which listens to nothing, has for HOST is another. */
const ON_PRIVATE_ADDRESS = '/usr/local/sbin/on-private-address';

/** Of the release that runs; a release that comes has other ports, and is no service of its own: when it ends, app-update hears of it. */
function renderUnit({ node, source, processes: { afterRelease }, ...props }: AppServiceProps, release: ReleaseLink) {
  const isOwn = node === 'of its own';
  const variables = [
    ...(isOwn ? ['HOST=ADDRESS'] : []),
    ...(release === 'next' ? portsOf({ source, ...props }).map(({ variable, beside }) => `${variable}=${beside}`) : []),
  ];
  const command = [
    ...(isOwn ? [ON_PRIVATE_ADDRESS] : []),
    WITH_ENVIRONMENT,
    ...(variables.length > 0 ? ['/usr/bin/env', ...variables] : []),
    START,
  ];
  const stays = `ExecStartPre=+${COMES[node]}
Restart=always
RestartSec=1
`;
  return `[Unit]
Description=The app${release === 'next' ? ', of a release that comes' : ''}
${AFTER_NETWORK}${release === 'next' ? '' : afterRelease}# However often it ends: what it waits for may come.
StartLimitIntervalSec=0
[Service]
${release === 'next' ? '' : stays}ExecStart=${command.join(' ')}
ExecStop=+${LEAVE}
TimeoutStopSec=45
KillMode=mixed
${asTheApp(source.fetched !== undefined, release)}${APP_SANDBOX}${release === 'next' ? '' : '[Install]\nWantedBy=multi-user.target\n'}`;
}

interface OwnPort {
  /** By which the app is told. */
  readonly variable: string;
  readonly port: number;
  /** Where a release listens that starts beside the one that runs. */
  readonly beside: number;
}

/** All on which the app listens. */
function portsOf({ source, tcpPorts = {} }: Pick<AppServiceProps, 'source' | 'tcpPorts'>): readonly OwnPort[] {
  return [
    { variable: 'PORT', port: APP_PORT, beside: APP_PORT + 2 },
    ...(source.metricsPath === undefined
      ? []
      : [{ variable: 'METRICS_PORT', port: APP_METRICS_PORT, beside: APP_METRICS_PORT + 2 }]),
    ...Object.entries(tcpPorts).map(([name, { port }], i) => ({
      variable: portVariable(name),
      port,
      beside: FIRST_PORT_BESIDE + i,
    })),
  ];
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
  readonly node: AppNode;
  /** Port that its callers use: the app's own, or that of what ends TLS in front of it. */
  readonly port: number;
  /** Ports for other protocols than HTTP. @default none */
  readonly tcpPorts?: TcpPorts;
  readonly database?: IMysqlCluster;
  readonly environment?: Environment;
  readonly processes: NodeProcesses;
  /** By which a new release is judged, too. */
  readonly healthCheck: HealthCheck;
}

/** The app under systemd, as a part of a node. What it is told about the database, see the README, "Your own app". */
export function appService(props: AppServiceProps): AppUpdate {
  const { source, node, port, database, environment, processes, healthCheck } = props;
  const isOwn = node === 'of its own';
  const ports = portsOf(props);
  const variables = {
    HOST: isOwn ? '0.0.0.0' : '127.0.0.1',
    ...Object.fromEntries(ports.map((one) => [one.variable, String(one.port)])),
    ...(database && databaseEnvironment(database)),
    ...environment,
  };
  const health = healthCheckCommand(healthCheck, '{port}', isOwn ? 'ADDRESS' : undefined);
  const update = appUpdate({
    source,
    variables,
    processes,
    health: isOwn ? ['on-private-address', ...health] : health,
    called: port,
    port: APP_PORT,
    ports: Object.fromEntries(ports.map((one) => [one.port, one.beside])),
  });
  const called = ports.filter(({ variable }) => variable !== 'METRICS_PORT').flatMap((one) => [one.port, one.beside]);
  const login = database ? databaseLogin() : {};
  const parts = [update.part, login, processes.part];
  return {
    version: update.version,
    settings: update.settings,
    readiness: update.readiness,
    part: {
      outbound: update.part.outbound,
      packages: parts.flatMap(({ packages }) => packages ?? []),
      files: [
        ...parts.flatMap(({ files }) => files ?? []),
        { path: START, mode: '0755', content: `#!/bin/sh\nexec ${source.start}\n` },
        {
          path: LEAVE,
          mode: '0755',
          content: renderLeave(node, [port, ...called]),
        },
        { path: '/etc/systemd/system/app.service', content: renderUnit(props, 'current') },
        { path: '/etc/systemd/system/app-next.service', content: renderUnit(props, 'next') },
      ],
      commands: [
        ...(update.part.commands ?? []),
        // Not waited for: what fails is reported by the unit, not by the bootstrap.
        startUnitsSoon('app.service'),
        ...(login.commands ?? []),
        ...(processes.part.commands ?? []),
      ],
    },
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
