import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';

/** Port of a node's readiness report (node/node-report.py), open to `Access.adminCidrs` alone. */
export const REPORT_PORT = 9180;

/** Name of a check -> the command that succeeds when the node can do its work. Run without privileges, at most 3 s. */
export type ReadinessChecks = Readonly<Record<string, readonly string[]>>;

/** Succeeds when the URL answers 2xx or 3xx. */
export function httpCheck(url: string): readonly string[] {
  return ['curl', '-fsS', '-m', '2', '-o', '/dev/null', url];
}

/** Succeeds when the systemd unit is active. */
export function unitCheck(unit: string): readonly string[] {
  return ['systemctl', 'is-active', '--quiet', unit];
}

const UNIT = `[Unit]
Description=Readiness report of this node
After=network.target
[Service]
ExecStart=/usr/local/sbin/node-report
DynamicUser=yes
SupplementaryGroups=adm
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
`;

/** Installs the report. Comes first among a node's parts, so that whatever fails after it can be told. */
export function readinessReport(checks: ReadinessChecks): CloudConfig {
  return {
    packages: ['curl'],
    files: [
      nodeProgram(__dirname, 'node-report.py'),
      { path: '/etc/node-report.json', content: JSON.stringify(checks, null, 1) },
      { path: '/etc/systemd/system/node-report.service', content: UNIT },
    ],
    commands: [['systemctl', 'enable', '--now', 'node-report.service']],
  };
}
