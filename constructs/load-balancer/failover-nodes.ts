import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { outboundOf } from '../network/outbound';
import { METRICS_PORT } from './haproxy-model';
import { renderKeepalivedTemplate } from './render-keepalived';

export interface FailoverNodesOptions {
  /** Private name that holds the addresses of all load balancers. */
  readonly tierName: string;
  /** The address to hold. */
  readonly reservedIp: string;
  readonly apiEndpoint: string;
}

/** Succeeds when keepalived has joined the others, as a readiness check. */
export const VRRP_JOINED = ['grep', '-qE', '^(MASTER|BACKUP)$', '/run/lb-failover/state'];

/** Root's alone: a setting, so that a new token replaces no node. */
export const TOKEN_FILE = '/etc/lb-failover/token';

const CLAIM_UNIT = `[Unit]
Description=Claim the reserved IP while this node is the VRRP master
[Service]
Type=oneshot
TimeoutStartSec=infinity
ExecStart=/usr/local/sbin/claim-reserved-ip
# Whatever ends it: nobody stands aside for ever.
ExecStopPost=/bin/sh -c 'echo 0 >/run/lb-failover/aside'
`;
const PEERS_UNIT = (tierName: string) => `[Unit]
Description=Keep keepalived's peers as the tier's name has them
# Who asks for a name before it exists is told so for half an hour.
ConditionPathExists=/var/lib/node-report/named
After=network-online.target haproxy.service
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/follow-peers ${tierName}
`;
const COMPARE_UNIT = `[Unit]
Description=Compare how much of the backend each load balancer reaches
After=network-online.target haproxy.service
[Service]
ExecStart=/usr/local/sbin/compare-reach
# Whatever ends it: no node stands aside forever.
ExecStopPost=/bin/sh -c 'echo 0 >/run/lb-failover/blind'
Restart=always
RestartSec=1
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=/run/lb-failover
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_UNIX
RestrictNamespaces=yes
SystemCallArchitectures=native
[Install]
WantedBy=multi-user.target
`;
const timer = (what: string, seconds: number) => `[Unit]
Description=${what}
[Timer]
OnBootSec=5s
OnUnitInactiveSec=${seconds}s
AccuracySec=500ms
[Install]
WantedBy=timers.target
`;

/** keepalived, the programs that find its peers and claim the address, and the timers that repeat both. */
export function failoverNodes(options: FailoverNodesOptions): CloudConfig {
  const unit = (name: string, content: string) => ({ path: `/etc/systemd/system/${name}`, content });
  return {
    packages: ['curl', 'iproute2', 'keepalived', 'nftables', 'python3'],
    outbound: outboundOf(options.apiEndpoint),
    files: [
      nodeProgram(__dirname, 'claim-reserved-ip.py'),
      nodeProgram(__dirname, 'compare-reach.py'),
      nodeProgram(__dirname, 'follow-peers.py'),
      nodeProgram(__dirname, 'haproxy-alive.sh'),
      nodeProgram(__dirname, 'vrrp-state.sh'),
      { path: '/etc/keepalived/keepalived.conf.template', content: renderKeepalivedTemplate() },
      {
        path: '/etc/lb-failover/settings.json',
        content: JSON.stringify({ api: options.apiEndpoint, ip: options.reservedIp, peer_port: METRICS_PORT }),
      },
      { path: '/etc/tmpfiles.d/lb-failover.conf', content: 'd /run/lb-failover 0755 root root\n' },
      unit('compare-reach.service', COMPARE_UNIT),
      unit('claim-reserved-ip.service', CLAIM_UNIT),
      unit('claim-reserved-ip.timer', timer('Find out when somebody else took the reserved IP', 5)),
      unit('follow-peers.service', PEERS_UNIT(options.tierName)),
      unit('follow-peers.timer', timer("Follow the load balancers' names", 5)),
    ],
    commands: [
      ['systemd-tmpfiles', '--create', '/etc/tmpfiles.d/lb-failover.conf'],
      ['systemctl', 'daemon-reload'],
      // Started by follow-peers when the other nodes know this one.
      ['systemctl', 'disable', '--now', 'keepalived.service'],
      ['systemctl', 'enable', '--now', 'follow-peers.timer', 'claim-reserved-ip.timer', 'compare-reach.service'],
    ],
  };
}
