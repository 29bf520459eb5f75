import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { PRIVATE_ADDRESS_UNIT } from './private-address';
import { sandbox } from './sandbox';
import { startUnits } from '../cloud-init/start-units';

/** The metadata service hands out user-data, and with it the node's secrets: to root only. */
const METADATA_FILTER = `#!/usr/sbin/nft -f
table inet metadata
delete table inet metadata
table inet metadata {
  chain output {
    type filter hook output priority filter; policy accept;
    ip daddr 169.254.169.254 meta skuid != 0 reject
  }
}
`;
const METADATA_UNIT = `[Unit]
Description=Metadata service for root only
Wants=network-pre.target
Before=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/nftables-metadata.nft
${sandbox({ capabilities: ['CAP_NET_ADMIN'], families: ['AF_NETLINK'] })}[Install]
WantedBy=multi-user.target
`;
const SSHD = `PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
X11Forwarding no
`;
const JOURNALD = `[Journal]
SystemMaxUse=200M
SystemKeepFree=1G
MaxRetentionSec=1month
`;

/**
 * Names of nodes change with every deploy: they are remembered by the network's resolvers for their TTL, and not once more here. Without LLMNR, which
 * would listen on all addresses.
 */
const RESOLVED = `[Resolve]
Cache=no
LLMNR=no
MulticastDNS=no
`;

/**
 * A path may lose full packets without a word (an MTU black hole). After some seconds (measured: 3.1; 6.5 with the kernel's own tcp_retries1) a
 * connection goes on with packets that pass everywhere; it would stand still otherwise.
 */
export const BLACK_HOLES = `net.ipv4.tcp_mtu_probing=1
net.ipv4.tcp_base_mss=512
net.ipv4.tcp_retries1=2
`;

/** What every node has, whatever its role. */
export const baseline: CloudConfig = {
  packages: ['iproute2', 'nftables', 'unattended-upgrades'],
  files: [
    nodeProgram(__dirname, 'on-private-address.sh'),
    { path: '/etc/systemd/system/private-address.service', content: PRIVATE_ADDRESS_UNIT },
    { path: '/etc/nftables-metadata.nft', mode: '0600', content: METADATA_FILTER, packed: true },
    { path: '/etc/systemd/system/metadata-filter.service', content: METADATA_UNIT },
    { path: '/etc/ssh/sshd_config.d/10-hardening.conf', content: SSHD, packed: true },
    { path: '/etc/systemd/journald.conf.d/10-limits.conf', content: JOURNALD, packed: true },
    { path: '/etc/systemd/resolved.conf.d/10-cache.conf', content: RESOLVED, packed: true },
    { path: '/etc/sysctl.d/60-black-holes.conf', content: BLACK_HOLES, packed: true },
  ],
  first: [startUnits('metadata-filter.service'), ['systemctl', 'restart', 'systemd-sysctl.service']],
  commands: [
    // Ubuntu's image has it: it would write every log once more, into files without a limit.
    ['systemctl', 'mask', '--now', 'rsyslog.service'],
    ['systemctl', 'try-reload-or-restart', 'ssh.service', 'systemd-journald.service', 'systemd-resolved.service'],
  ],
};
