import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import type { NodeSettings } from './node-settings';
import { REPORT_PORT, SETTINGS_PORT } from './ports';
import { sandbox } from './sandbox';
import { SettingsForm } from './settings-form';
import { startUnits } from '../cloud-init/start-units';

const DIRECTORY = '/etc/host-firewall';
/** What a node filters by until a deploy has handed it the rules; not read any more after that. */
export const BIRTH_RULES = `${DIRECTORY}/rules.at-birth`;

const UNIT = `[Unit]
Description=The rules of the cloud firewall, on the node itself
Wants=network-pre.target
Before=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/host-firewall
${sandbox({ capabilities: ['CAP_NET_ADMIN'], families: ['AF_NETLINK'] })}[Install]
WantedBy=multi-user.target
`;

/** The deploy, which knows the rules, gets in; so does an operator, where the bootstrap fails before that. */
const CLOSED = [
  ...[22, REPORT_PORT, SETTINGS_PORT].map((port) => `in tcp ${port} 0.0.0.0/0`),
  ...['tcp', 'udp'].map((protocol) => `out ${protocol} 1-65535 0.0.0.0/0`),
].join('\n');

/** Before anything that the node installs can listen. `rules`: for a node that must do its work before a deploy has handed them over. */
export function hostFirewall(rules?: string): CloudConfig {
  return {
    files: [
      nodeProgram(__dirname, 'host-firewall.sh'),
      { path: BIRTH_RULES, content: `${rules ?? CLOSED}\n`, size: 1200 },
      { path: '/etc/systemd/system/host-firewall.service', content: UNIT },
    ],
    first: [
      ['sh', '-c', 'command -v nft >/dev/null || { apt-wait update && apt-wait install nftables; }'],
      startUnits('host-firewall.service'),
    ],
  };
}

/** The rules as they are now: a change replaces no node. */
export function hostFirewallSettings(rules: string): NodeSettings {
  const form = SettingsForm.lines('(in|out) (tcp|udp) [0-9]+(-[0-9]+)? [0-9a-f.:]+/[0-9]+');
  return {
    files: [{ path: `${DIRECTORY}/rules`, form, content: rules }],
    apply: [['systemctl', 'restart', 'host-firewall.service']],
  };
}
