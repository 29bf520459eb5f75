import { COMMAND } from '../../host/command-name';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { sized } from '../cloud-init/sized';
import type { NodeSettings } from '../droplet/node-settings';
import { rebootInhibitor } from '../droplet/reboot-window';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import type { MysqlCredentials } from './mysql-cluster';
import type { ServerPackage } from './mysql-packages';
import { ROLE_PORT } from './ports';
import { MY_CNF_FORM } from './my-cnf-form';
import { renderMyCnf, type MyCnfModel, type Replication } from './render-my-cnf';
import { renewBeforeStart, serverPackages } from './server-packages';
import { OWN_CONNECTIONS } from './server-settings';

const SECRETS_FILE = '/etc/mysql-cluster/secrets';
const CONFIGURATION_FILE = '/etc/mysql-cluster/my.cnf';

export interface MysqlNodesModel {
  readonly kind: Replication['kind'];
  readonly server: ServerPackage;
  readonly domain: string;
  /** Of what the nodes are made from. */
  readonly bootstrap: string;
  /** Before the node's name in the name of its volume. */
  readonly volumePrefix: string;
  /** As they are when the node is made. */
  readonly settings: NodeSettings;
  /** In base64, of PEM. */
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string };
}

export interface MysqlSettingsModel extends MyCnfModel {
  readonly nodeNames: readonly string[];
  /** Of what a new node would be made from. */
  readonly bootstrap: string;
  readonly credentials: MysqlCredentials;
  readonly replicationPassword: string;
  readonly adminPassword: string;
}

/**
 * Figures of the stop: handing over takes 0.4 s, a busy primary without it 51 s. MySQL's own unit does not start a server again that ended with status 1, and that of
 * another package may not say that somebody does start it again, which CLONE wants to know.
 */
const mysqlOverride = (server: ServerPackage) => `[Unit]
StartLimitIntervalSec=0
After=network-online.target
Wants=network-online.target
RequiresMountsFor=/var/lib/mysql /var/lib/mysql-cluster
[Service]
# What the server runs with: operators are told when what lies in /etc is another.
${renewBeforeStart(server)}ExecStartPre=+/usr/bin/cp /etc/mysql/mysql.conf.d/zz-cluster.cnf /run/mysql-running.cnf
Restart=always
RestartPreventExitStatus=
RestartSec=1
Environment=MYSQLD_PARENT_PID=1
TimeoutStartSec=infinity
TimeoutStopSec=180
ExecStop=+/usr/local/sbin/mysql-leave
LimitNOFILE=65535
OOMScoreAdjust=-600
`;
/** Root logs in to the server by its socket. */
const SERVER_PROGRAM = sandbox({ system: 'yes', capabilities: ['CAP_DAC_OVERRIDE'], compiles: true });

/** mysql-setup adds the private address. Nobody is refused while the agent starts again: the last server that takes writes would be cut by two refusals. */
const ROLE_SOCKET = `[Unit]
Description=Questions of what this MySQL node is
[Socket]
ListenStream=127.0.0.1:${ROLE_PORT}
FreeBind=yes
Backlog=64
TriggerLimitIntervalSec=0
[Install]
WantedBy=sockets.target
`;
/** An agent that hangs is started again before a proxy has given up its answer twice (service-proxy/render-service-proxy.ts): slower is a cut. */
const ROLE_UNIT = `[Unit]
Description=Tells proxies what this MySQL node is
After=network.target
StartLimitIntervalSec=0
[Service]
User=mysql-role
NotifyAccess=main
ExecStart=/usr/local/sbin/mysql-role
Restart=always
RestartSec=200ms
WatchdogSec=3500ms
WatchdogSignal=SIGKILL
${sandbox({ compiles: true })}[Install]
WantedBy=multi-user.target
`;
const PEERS_UNIT = `[Unit]
Description=Lets attempts to reach a lost MySQL node fail at once
After=network-online.target
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/sbin/mysql-peers
Restart=always
RestartSec=1
${sandbox({ capabilities: ['CAP_DAC_OVERRIDE', 'CAP_NET_ADMIN'], families: WITH_NETLINK })}[Install]
WantedBy=multi-user.target
`;
/** Longer than its longest statement, a copy of all data. */
const CLUSTER_UNIT = `[Unit]
Description=Brings this MySQL node to its place in the cluster
After=mysql.service network-online.target
Wants=mysql.service
StartLimitIntervalSec=0
[Service]
NotifyAccess=main
ExecStart=/usr/local/sbin/mysql-cluster
Restart=always
RestartSec=3
WatchdogSec=65min
${SERVER_PROGRAM}[Install]
WantedBy=multi-user.target
`;

const TIME_ZONES_UNIT = `[Unit]
Description=Loads newer time zones into MySQL on the node that takes writes
After=mysql.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/mysql-time-zones
${SERVER_PROGRAM}`;
const TIME_ZONES_TIMER = `[Unit]
Description=Every hour: are MySQL's time zones those of this node
[Timer]
OnActiveSec=60
OnUnitInactiveSec=3600
[Install]
WantedBy=timers.target
`;
/** Nothing that a shell would run, or that would end a string of SQL: both read it. */
const SECRETS_FORM = SettingsForm.lines('[A-Z_]+=([\\w.:,@%+=/-]*|"[\\w.:,@%+=/ -]*")');

/** Most bytes of a password or a UUID in these files. */
const VALUE_SIZE = 96;
/** Most bytes in base64: of elliptic curves. */
const PEM_SIZES = { ca: 900, certificate: 1500, key: 340 };

const PAIR_PRIMARY = rebootInhibitor(
  'mysql',
  `curl -s -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1:${ROLE_PORT}/writer | grep -qx 503 ||
  { echo 'it is the primary of a pair, and nobody would take over: \`${COMMAND} mysql switchover\` first'; exit 1; }`,
);

/** Everything that makes a droplet a node of the cluster. */
export function mysqlNodes(model: MysqlNodesModel): CloudConfig {
  const packages = serverPackages(model.server, model.kind);
  const env = {
    KIND: model.kind,
    SERVER_PACKAGE: model.server.name,
    TRACK: model.server.track,
    DOMAIN: model.domain,
    VOLUME_PREFIX: model.volumePrefix,
    BOOTSTRAP: model.bootstrap,
  };
  return {
    // The server itself is installed by mysql-setup, when its volume is there.
    packages: ['e2fsprogs', 'nftables', 'python3-pymysql', 'python3-cryptography', 'tzdata'],
    files: [
      sized({ path: '/etc/mysql-cluster/env', content: renderEnvironment(env) }, VALUE_SIZE),
      ...model.settings.files.map(({ path, mode, content }) => sized({ path, mode, content }, VALUE_SIZE)),
      { path: '/etc/mysql/tls/ca.pem', base64: model.tls.ca, size: PEM_SIZES.ca },
      { path: '/etc/mysql/tls/node.pem', base64: model.tls.certificate, size: PEM_SIZES.certificate },
      { path: '/etc/mysql/tls/node-key.pem', mode: '0600', base64: model.tls.key, size: PEM_SIZES.key },
      nodeProgram(__dirname, 'mysql-setup.sh'),
      nodeProgram(__dirname, 'mysql-config.sh'),
      nodeProgram(__dirname, 'mysql-cluster.py'),
      nodeProgram(__dirname, 'mysql-role.py'),
      nodeProgram(__dirname, 'mysql-leave.sh'),
      nodeProgram(__dirname, 'mysql-peers.py'),
      nodeProgram(__dirname, 'mysql-time-zones.py'),
      ...(model.kind === 'pair' ? [PAIR_PRIMARY] : []),
      ...(packages.files ?? []),
      { path: '/etc/systemd/system/mysql.service.d/cluster.conf', content: mysqlOverride(model.server) },
      { path: '/etc/systemd/system/mysql-role.socket', content: ROLE_SOCKET },
      { path: '/etc/systemd/system/mysql-role.service', content: ROLE_UNIT },
      { path: '/etc/systemd/system/mysql-peers.service', content: PEERS_UNIT },
      { path: '/etc/systemd/system/mysql-cluster.service', content: CLUSTER_UNIT },
      { path: '/etc/systemd/system/mysql-time-zones.service', content: TIME_ZONES_UNIT },
      { path: '/etc/systemd/system/mysql-time-zones.timer', content: TIME_ZONES_TIMER },
    ],
    commands: [['/usr/local/sbin/mysql-setup'], ...(packages.commands ?? [])],
  };
}

/**
 * What a deploy may change while a node lives. New passwords and nodes are taken up at once (node/mysql-cluster.py), another configuration with the
 * next start of the server, which an operator brings about. The files are always the same: a node takes those that it was made for, and no others.
 */
export function mysqlSettings(model: MysqlSettingsModel): NodeSettings {
  const secrets = {
    REPLICATION_PASSWORD: model.replicationPassword,
    ADMIN_PASSWORD: model.adminPassword,
    APP_DATABASE: model.credentials.database,
    APP_USER: model.credentials.user,
    APP_PASSWORD: model.credentials.password,
    APP_CONNECTIONS: String(model.maxConnections - OWN_CONNECTIONS),
    OWN_CONNECTIONS: String(OWN_CONNECTIONS),
    // A node decides by them who has to answer before it begins: they follow every deploy.
    NODES: model.nodeNames.join(' '),
    BOOTSTRAP: model.bootstrap,
  };
  return {
    files: [
      { path: SECRETS_FILE, mode: '0600', form: SECRETS_FORM, content: renderEnvironment(secrets) },
      { path: CONFIGURATION_FILE, form: MY_CNF_FORM, content: renderMyCnf(model) },
    ],
    apply: [['/usr/local/sbin/mysql-config']],
  };
}

/** Read by Python and by shell. No value has a quote: names of hosts, identifiers, letters and digits. */
function renderEnvironment(values: Readonly<Record<string, string>>): string {
  const quote = (value: string) => (value.includes(' ') ? `"${value}"` : value);
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
}
