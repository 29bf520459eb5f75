import type { CloudConfig } from '../cloud-init/cloud-config';
import { CA_FILE, type IMysqlCluster } from '../mysql/mysql-cluster';
import { APP_PORT } from '../web/render-nginx';
import { APP_HOME, type AppSource } from './app-source';

const ENVIRONMENT_FILE = '/etc/app/environment';

/** Stopping finishes open requests; the load balancers have gone elsewhere by then. */
function renderUnit(start: string): string {
  return `[Unit]
Description=The app
After=network-online.target
Wants=network-online.target
[Service]
User=app
Group=app
WorkingDirectory=${APP_HOME}
EnvironmentFile=${ENVIRONMENT_FILE}
ExecStart=${start}
Restart=always
RestartSec=1
TimeoutStopSec=45
KillMode=mixed
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=yes
ReadWritePaths=${APP_HOME}
LimitNOFILE=65535
[Install]
WantedBy=multi-user.target
`;
}

export interface AppServiceProps {
  readonly source: AppSource;
  /** Address to listen on. */
  readonly host: string;
  readonly database?: IMysqlCluster;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The app under systemd, as a part of a node. What it is told about the database, see the README, "Your own app". */
export function appService({ source, host, database, environment }: AppServiceProps): CloudConfig {
  const variables = {
    HOST: host,
    PORT: String(APP_PORT),
    ...(database && databaseEnvironment(database)),
    ...environment,
  };
  const text = Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
  const { packages, files, commands } = source.install;
  return {
    packages,
    files: [
      ...(files ?? []),
      { path: ENVIRONMENT_FILE, mode: '0600', content: text },
      { path: '/etc/systemd/system/app.service', content: renderUnit(source.start) },
    ],
    commands: [...(commands ?? []), ['systemctl', 'daemon-reload'], ['systemctl', 'enable', '--now', 'app.service']],
  };
}

function databaseEnvironment({ writer, readers, credentials }: IMysqlCluster): Record<string, string> {
  return {
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
