import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { systemUser } from '../cloud-init/system-user';
import type { PropChecks } from '../validation';
import { CALLS_OF_IP, WITH_NETLINK, sandbox } from './sandbox';
import { startUnits } from '../cloud-init/start-units';

/** Name of a check -> the command that succeeds when the node can do its work. Run without privileges, at most 3 s. */
export type ReadinessChecks = Readonly<Record<string, readonly string[]>>;

/** Succeeds when the URL answers 2xx or 3xx. */
export function httpCheck(url: string): readonly string[] {
  return ['curl', '-fsS', '-m', '2', '-o', '/dev/null', url];
}

const UNIT = `[Unit]
Description=Readiness report of this node
After=network.target
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/sbin/node-report
User=node-report
StateDirectory=node-report
SupplementaryGroups=adm
Restart=always
RestartSec=1
${sandbox({ families: WITH_NETLINK, systemCalls: CALLS_OF_IP, seesProcesses: true, compiles: true })}[Install]
WantedBy=multi-user.target
`;

/** The report runs without privileges: it leaves a file. */
const RETRY_PATH = `[Unit]
Description=A failed bootstrap is to begin again
[Path]
PathExists=/var/lib/node-report/retry
[Install]
WantedBy=multi-user.target
`;
const RETRY_UNIT = `[Unit]
Description=Begins the bootstrap of this node again
[Service]
Type=oneshot
ExecStart=/bin/rm -f /var/lib/node-report/retry
ExecStart=/usr/bin/cloud-init clean --logs
ExecStart=/bin/systemctl --no-block reboot
${sandbox({ system: 'yes', capabilities: ['CAP_DAC_OVERRIDE', 'CAP_FOWNER'], seesProcesses: true, compiles: true })}`;

/** Installs the report. Comes first among a node's parts, so that whatever fails after it, packages too, is reported. */
export function readinessReport(ready: ReadinessChecks, inService: ReadinessChecks = {}): CloudConfig {
  return {
    packages: ['curl'],
    files: [
      nodeProgram(__dirname, 'node-report.py'),
      { path: '/etc/node-report.json', content: JSON.stringify({ ready, in_service: inService }, null, 1) },
      { path: '/etc/systemd/system/node-report.service', content: UNIT },
      { path: '/etc/systemd/system/bootstrap-retry.path', content: RETRY_PATH },
      { path: '/etc/systemd/system/bootstrap-retry.service', content: RETRY_UNIT },
    ],
    first: [
      // The message bus, by which the report asks for the state of units, refuses users that systemd makes up (DynamicUser).
      systemUser('node-report'),
      startUnits('node-report.service', 'bootstrap-retry.path'),
    ],
  };
}

/** Comes last among a node's parts: a bootstrap that was interrupted has not got here. */
export const bootstrapComplete: CloudConfig = {
  commands: [['touch', '/var/lib/cloud/instance/bootstrap-complete']],
};

/** @internal */
export function checkReadiness(checks: PropChecks, prop: string, all: ReadinessChecks): void {
  for (const [name, command] of Object.entries(all)) {
    checks.require(/^[\w-]+$/.test(name), prop, 'have checks with a name', name, "write it like 'nginx'");
    checks.require(
      command.length > 0,
      `${prop}.${name}`,
      'be a command',
      command,
      "write it like ['test', '-e', '/run/ready']",
    );
  }
}
