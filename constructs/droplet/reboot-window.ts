import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeFile } from '../cloud-init/node-file';
import { nodeProgram } from '../cloud-init/node-program';
import type { PropChecks } from '../validation';
import { WITH_NETLINK, sandbox } from './sandbox';
import { startUnits } from '../cloud-init/start-units';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const UNIT = `[Unit]
Description=Restarts this node for updates that need it, in its turn
ConditionPathExists=/run/reboot-required
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/reboot-window
${sandbox({ families: WITH_NETLINK, seesProcesses: true, compiles: true })}`;
const TIMER = `[Unit]
Description=The turns of the nodes
[Timer]
OnCalendar=*:00/5
AccuracySec=1s
[Install]
WantedBy=timers.target
`;

/** The part of each night in which nodes may restart. */
export interface DailyRebootsOptions {
  /** When the window begins, HH:MM in UTC. @default '02:00' */
  readonly from?: string;
  /** How long it is, hours, 1 to 24: three nodes have their turn in each. @default 4 */
  readonly hours?: number;
}

/**
 * When nodes restart for updates that need it, such as a new kernel (unattended-upgrades installs them daily). Never two of a tier at once: each
 * has 20 minutes of the window to itself, by its place among the tier's addresses, and restarts only while all others of its tier are ready.
 * The only node of a tier, and the primary of a pair of databases, restart by an operator alone.
 */
export class RebootWindow {
  /** Each night, or, where a tier has more nodes than the window has turns, in as many nights as it takes. */
  public static daily(options: DailyRebootsOptions = {}): RebootWindow {
    checkShapes('RebootWindow.daily', { options });
    return new RebootWindow({ from: '02:00', hours: 4, ...options });
  }

  /** By an operator alone; `Monitoring.selfHosted()` says when a node has waited for a week. */
  public static never(): RebootWindow {
    return new RebootWindow(undefined);
  }

  private constructor(private readonly window: Required<DailyRebootsOptions> | undefined) {}

  /** @internal */
  public check(checks: PropChecks): void {
    if (!this.window) return;
    const { from, hours } = this.window;
    if (checks.requireResolved('rebootWindow.from', from))
      checks.require(
        TIME.test(from),
        'rebootWindow.from',
        'be a time of the day',
        from,
        "write it like '02:00', in UTC",
      );
    checks.wholeNumber('rebootWindow.hours', hours, 1, 24);
  }

  /** @internal `tier`: private name of all nodes. */
  public parts(tier: string): readonly CloudConfig[] {
    if (!this.window) return [];
    const [hour, minute] = this.window.from.split(':').map(Number) as [number, number];
    const settings = { tier, start: hour * 60 + minute, minutes: this.window.hours * 60 };
    return [
      {
        packages: ['iproute2', 'python3'],
        files: [
          nodeProgram(__dirname, 'reboot-window.py'),
          { path: '/etc/reboot-window.json', content: JSON.stringify(settings) },
          { path: '/etc/systemd/system/reboot-window.service', content: UNIT },
          { path: '/etc/systemd/system/reboot-window.timer', content: TIMER },
        ],
        commands: [startUnits('reboot-window.timer')],
      },
    ];
  }
}

/** Keeps a node from restarting by itself for as long as `script`, of a POSIX shell, fails. What it prints is the reason. */
export function rebootInhibitor(name: string, script: string): NodeFile {
  return { path: `/etc/reboot-window.d/${name}`, mode: '0755', content: `#!/bin/sh\n${script}\n` };
}
