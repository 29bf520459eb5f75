import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeFile } from '../cloud-init/node-file';
import { nodeProgram } from '../cloud-init/node-program';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { appBesideNginx, type AppMetrics } from './app-metrics';
import { PORTS } from './ports';
import { exportersOf, type TierIdentity } from '../tiers';
import { startUnits, startUnitsSoon } from '../cloud-init/start-units';

/** Without those that cost time and that no alert and no dashboard asks for. */
const COLLECTORS = [
  ...['cpu', 'diskstats', 'filefd', 'filesystem', 'loadavg', 'meminfo', 'netdev', 'netstat', 'pressure', 'stat'],
  ...['textfile', 'time', 'uname', 'vmstat'],
];
/** Not on a disk: what a node told before its restart is not true after it. */
const TEXTFILES = '/run/site-facts';
const NGINX_STATUS = 'http://127.0.0.1:8081/status';
const MYSQLD_CLIENT = '/etc/mysqld-exporter.cnf';

/** They run scripts of their own, by timers, for what nobody asks for here. */
const NO_COLLECTORS: NodeFile = {
  path: '/etc/apt/preferences.d/no-node-exporter-collectors',
  content: 'Package: prometheus-node-exporter-collectors\nPin: release *\nPin-Priority: -1\n',
};

const FACTS_UNIT = `[Unit]
Description=Tells Prometheus what this node is to the site
After=network-online.target
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/sbin/site-facts
RuntimeDirectory=site-facts
# A program that hangs or fails is noticed by the age of what it told last.
RuntimeDirectoryPreserve=yes
StateDirectory=site-facts
Restart=always
RestartSec=5
Nice=5
${sandbox({ capabilities: ['CAP_DAC_OVERRIDE'], families: WITH_NETLINK, seesProcesses: true, compiles: true })}[Install]
WantedBy=multi-user.target
`;
const ACCOUNT_UNIT = `[Unit]
Description=The account of prometheus-mysqld-exporter
After=mysql.service
StartLimitIntervalSec=0
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/mysql-exporter-account
Restart=on-failure
RestartSec=5
${sandbox({ capabilities: ['CAP_DAC_OVERRIDE'] })}[Install]
WantedBy=multi-user.target
`;

/** What a node of the tier carries so that it can be watched. */
export function exporterParts(tier: TierIdentity, app?: AppMetrics): readonly CloudConfig[] {
  const more = exportersOf(tier);
  return [
    nodeExporter(),
    ...(more.includes('nginx') ? [nginxExporter()] : []),
    ...(tier.role === 'web' && app?.role === 'web' ? [appBesideNginx(app)] : []),
    ...(more.includes('mysqld') ? [mysqldExporter()] : []),
  ];
}

/** A service of the distribution with arguments of its own, on the private side of the node. */
export function privateService(name: string, args: readonly string[], unit = ''): NodeFile {
  const command = ['/usr/local/sbin/on-private-address', `/usr/bin/${name}`, ...args];
  return {
    path: `/etc/systemd/system/${name}.service.d/site.conf`,
    content: `[Unit]
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0
${unit}[Service]
ExecStart=
ExecStart=${command.join(' ').replace(/\$/g, '$$$$')}
Restart=always
RestartSec=2
`,
  };
}

function nodeExporter(): CloudConfig {
  const args = [
    `--web.listen-address=ADDRESS:${PORTS.node}`,
    '--collector.disable-defaults',
    ...COLLECTORS.map((name) => `--collector.${name}`),
    `--collector.textfile.directory=${TEXTFILES}`,
    // Disks alone; a container's root is an overlay.
    '--collector.filesystem.fs-types-exclude=^(autofs|bpf|cgroup2?|debugfs|devpts|devtmpfs|efivarfs|fuse.*|hugetlbfs|mqueue|nsfs|proc|pstore|ramfs|securityfs|squashfs|sysfs|tmpfs|tracefs|vfat)$',
  ];
  return {
    packages: ['iproute2', 'openssl', 'prometheus-node-exporter', 'python3'],
    files: [
      NO_COLLECTORS,
      nodeProgram(__dirname, 'site-facts.py'),
      privateService('prometheus-node-exporter', args),
      { path: '/etc/systemd/system/site-facts.service', content: FACTS_UNIT },
    ],
    commands: [['systemctl', 'restart', 'prometheus-node-exporter.service'], startUnits('site-facts.service')],
  };
}

function nginxExporter(): CloudConfig {
  const status = new URL(NGINX_STATUS);
  return {
    packages: ['prometheus-nginx-exporter'],
    files: [
      {
        path: '/etc/nginx/conf.d/status.conf',
        content: `server {\n  listen ${status.host};\n  access_log off;\n  location = ${status.pathname} { stub_status; }\n}\n`,
      },
      privateService('prometheus-nginx-exporter', [
        `--web.listen-address=ADDRESS:${PORTS.nginx}`,
        `--nginx.scrape-uri=${NGINX_STATUS}`,
      ]),
    ],
    commands: [['systemctl', 'restart', 'prometheus-nginx-exporter.service']],
  };
}

function mysqldExporter(): CloudConfig {
  return {
    packages: ['curl', 'prometheus-mysqld-exporter'],
    files: [
      nodeProgram(__dirname, 'mysql-exporter-account.sh'),
      { path: '/etc/systemd/system/mysql-exporter-account.service', content: ACCOUNT_UNIT },
      { path: MYSQLD_CLIENT, content: '[client]\nuser=prometheus\nsocket=/run/mysqld/mysqld.sock\n' },
      privateService('prometheus-mysqld-exporter', [
        `--web.listen-address=ADDRESS:${PORTS.mysqld}`,
        `--config.my-cnf=${MYSQLD_CLIENT}`,
      ]),
    ],
    commands: [
      ['systemctl', 'restart', 'prometheus-mysqld-exporter.service'],
      startUnitsSoon('mysql-exporter-account.service'),
    ],
  };
}
