import { EMPTY_DISK, FULL_DISK } from '../../drills/faults/operations';
import { DATABASES } from '../schedule/fault';
import { markOf, shellFault, type FaultClass } from './fault-class';

export const diskFaults: readonly FaultClass[] = [
  shellFault({
    name: 'logs-full',
    family: 'disk',
    title: 'disk full on a web server, where nginx and journald write',
    targets: ['web-1', 'web-2'],
    seconds: [15, 40],
    serves: 5,
    script: () => FULL_DISK,
    undo: () => EMPTY_DISK,
  }),
  shellFault({
    name: 'volume-full',
    family: 'disk',
    title: 'the volume of a database is full',
    targets: DATABASES,
    seconds: [20, 40],
    serves: 30,
    recovers: 180,
    script: (struck) => `fallocate -l $(df --output=avail -B1 /srv/mysql | tail -n 1) /srv/mysql/${markOf(struck)}`,
    undo: (struck) => `rm -f /srv/mysql/${markOf(struck)}`,
  }),
  shellFault({
    name: 'volume-busy',
    family: 'disk',
    title: 'another program writes and flushes on the volume of a database all the time',
    targets: DATABASES,
    seconds: [15, 40],
    script: (struck) =>
      `systemd-run --quiet --collect --unit=${markOf(struck)} sh -c 'while :; do dd if=/dev/zero of=/srv/mysql/${markOf(struck)} bs=1M count=16 conv=fsync 2>/dev/null; done'`,
    undo: (struck) => `systemctl stop ${markOf(struck)} 2>/dev/null || :; rm -f /srv/mysql/${markOf(struck)}`,
  }),
];
