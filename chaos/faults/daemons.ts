import { kill, killForGood, revive } from '../../drills/faults/services';
import { DATABASES, type Target } from '../schedule/fault';
import { markOf, shellFault, type FaultClass } from './fault-class';

interface DaemonRow {
  /** Of the faults. */
  readonly name: string;
  readonly unit: string;
  readonly targets: readonly Target[];
}

const row = (name: string, unit: string, ...targets: readonly Target[]): DaemonRow => ({ name, unit, targets });
const BALANCERS = ['lb-active', 'lb-standby'] as const;
const WEBS = ['web-1', 'web-2'] as const;
const APPS = ['app-1', 'app-2'] as const;

const HAPROXY = row('haproxy', 'haproxy', ...BALANCERS);
const KEEPALIVED = row('keepalived', 'keepalived', ...BALANCERS);
const NGINX = row('nginx', 'nginx', ...WEBS);
const WEB_PROXY = row('web-proxy', 'haproxy', ...WEBS);
const APP = row('app', 'app', ...APPS);
const APP_PROXY = row('app-proxy', 'haproxy', ...APPS);
const MYSQL = row('mysql', 'mysql', ...DATABASES);
const ROLE = row('mysql-role', 'mysql-role', ...DATABASES);
const CLUSTER = row('mysql-cluster', 'mysql-cluster', ...DATABASES);
const RESOLVER = row('resolver', 'systemd-resolved', ...BALANCERS, ...WEBS, ...APPS, ...DATABASES);
const CLAIM = row('claim', 'claim-reserved-ip', ...BALANCERS);

const killed = ({ name, unit, targets }: DaemonRow): FaultClass => ({
  name: `${name}-killed`,
  family: 'process',
  title: `${unit} is killed, and systemd starts it again`,
  targets,
  seconds: [5, 15],
  serves: name === 'mysql' ? 15 : 5,
  strike: ({ site }, { nodes }) => Promise.all(nodes.map((node) => kill(site, node, unit))),
  heal: () => Promise.resolve(),
});

const gone = ({ name, unit, targets }: DaemonRow): FaultClass => ({
  name: `${name}-gone`,
  family: 'process',
  title: `${unit} is killed and stays dead`,
  targets,
  seconds: [15, 30],
  serves: 15,
  strike: ({ site }, { nodes }) => Promise.all(nodes.map((node) => killForGood(site, node, unit, () => undefined))),
  heal: ({ site }, { nodes }) => Promise.all(nodes.map((node) => revive(site, node, unit))),
});

const frozen = ({ name, unit, targets }: DaemonRow, serves?: number): FaultClass =>
  shellFault({
    name: `${name}-frozen`,
    family: 'process',
    title: `all processes of ${unit} stand still`,
    targets,
    seconds: [10, 30],
    serves,
    script: () => `systemctl kill --signal=STOP ${unit}`,
    undo: () => `systemctl kill --signal=CONT ${unit} || :`,
  });

/** Its end is the end of the loop: whatever state systemd has the unit in then, nobody touches it. */
const crashing = ({ name, unit, targets }: DaemonRow): FaultClass =>
  shellFault({
    name: `${name}-crashing`,
    family: 'process',
    title: `${unit} is killed once a second`,
    targets,
    seconds: [10, 30],
    script: (struck) =>
      `systemd-run --quiet --collect --unit=${markOf(struck)} sh -c 'while :; do systemctl kill --signal=KILL ${unit}; sleep 1; done'`,
    undo: (struck) => `systemctl stop ${markOf(struck)} 2>/dev/null || :`,
  });

/** Sets the soft limit of a unit's process and its children, each as its own user: root may not everywhere (CAP_SYS_RESOURCE). */
const limitDescriptors = (unit: string, most: string) => `pid=$(systemctl show --property=MainPID --value ${unit})
for one in $pid $(pgrep --parent $pid); do
  user=$(($(ps -o uid= -p $one))) group=$(($(ps -o gid= -p $one)))
  setpriv --reuid=$user --regid=$group --clear-groups prlimit --pid=$one --nofile=${most}:
done`;

/** The soft limit alone, so that it can be raised again; what is open stays open. A unit that was restarted meanwhile has its limit already. */
const withoutDescriptors = ({ name, unit, targets }: DaemonRow): FaultClass =>
  shellFault({
    name: `${name}-without-descriptors`,
    family: 'process',
    title: `${unit} can open no more files and connections`,
    targets,
    seconds: [10, 30],
    script: (
      struck,
    ) => `awk '/^Max open files/ { print $4 }' /proc/$(systemctl show --property=MainPID --value ${unit})/limits >/run/${markOf(struck)}
${limitDescriptors(unit, '8')}`,
    undo: (struck) => `if [ -s /run/${markOf(struck)} ]; then
(set +e; ${limitDescriptors(unit, `$(cat /run/${markOf(struck)})`)} ) 2>/dev/null || :
rm /run/${markOf(struck)}
fi`,
  });

export const processFaults: readonly FaultClass[] = [
  ...[HAPROXY, KEEPALIVED, NGINX, WEB_PROXY, APP, APP_PROXY, MYSQL, ROLE, CLUSTER, RESOLVER, CLAIM].map(killed),
  ...[HAPROXY, KEEPALIVED, NGINX, WEB_PROXY, APP].map(gone),
  ...[HAPROXY, KEEPALIVED, NGINX, WEB_PROXY, APP].map((daemon) => frozen(daemon, 15)),
  frozen(MYSQL, 25),
  frozen(ROLE),
  ...[HAPROXY, NGINX, APP, MYSQL, ROLE].map(crashing),
  ...[HAPROXY, NGINX, APP, MYSQL].map(withoutDescriptors),
];
