import type { CloudConfig } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { outboundOf } from '../network/outbound';
import { INTERNAL_PORT, METRICS_PORT } from './haproxy-model';
import { renderKeepalivedTemplate } from './render-keepalived';
import { startUnits } from '../cloud-init/start-units';

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

const RUN = '/run/lb-failover';

/** Raw sockets, netlink and a priority above all others are its work; its scripts are given a user, root, and start units. */
const KEEPALIVED_SANDBOX = `[Unit]
StartLimitIntervalSec=0
[Service]
${sandbox({
  capabilities: [
    ...['CAP_NET_ADMIN', 'CAP_NET_BROADCAST', 'CAP_NET_RAW', 'CAP_SYS_NICE', 'CAP_SYS_RESOURCE', 'CAP_IPC_LOCK'],
    ...['CAP_SETGID', 'CAP_SETUID'],
  ],
  writes: ['/run'],
  families: [...WITH_NETLINK, 'AF_PACKET'],
  systemCalls: ['@resources', '@setuid'],
  seesProcesses: true,
  realtime: true,
})}`;
const CLAIM_UNIT = `[Unit]
Description=Claim the reserved IP while this node is the VRRP master
After=network-online.target
StartLimitIntervalSec=0
[Service]
NotifyAccess=main
ExecStart=/usr/local/sbin/claim-reserved-ip follow
# Whatever ends it: nobody stands aside for ever.
ExecStopPost=/bin/sh -c 'echo 0 >${RUN}/aside'
Restart=always
RestartSec=500ms
WatchdogSec=30
${sandbox({ capabilities: ['CAP_NET_RAW'], writes: [RUN], families: WITH_NETLINK })}[Install]
WantedBy=multi-user.target
`;
const PEERS_UNIT = (tierName: string) => `[Unit]
Description=Keep keepalived's peers as the tier's name has them
After=network-online.target haproxy.service
StartLimitIntervalSec=0
[Service]
NotifyAccess=main
ExecStart=/usr/local/sbin/follow-peers ${tierName}
Restart=always
RestartSec=5
WatchdogSec=5min
${sandbox({ capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'], writes: [RUN, '/etc/keepalived'], families: WITH_NETLINK, seesProcesses: true })}[Install]
WantedBy=multi-user.target
`;
const ALIVE_UNIT = `[Unit]
Description=Tell keepalived whether HAProxy answers
After=haproxy.service
Before=keepalived.service
StartLimitIntervalSec=0
[Service]
NotifyAccess=main
ExecStart=/usr/local/sbin/haproxy-alive ${INTERNAL_PORT}
Nice=-10
Restart=always
RestartSec=500ms
WatchdogSec=10
${sandbox({ writes: [RUN] })}[Install]
WantedBy=multi-user.target
`;
const COMPARE_UNIT = `[Unit]
Description=Compare how much of the backend each load balancer reaches
After=network-online.target haproxy.service
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/sbin/compare-reach
# Whatever ends it: no node stands aside forever.
ExecStopPost=/bin/sh -c 'echo 0 >${RUN}/blind'
Restart=always
RestartSec=1
${sandbox({ writes: [RUN], families: ['AF_UNIX', 'AF_INET'] })}[Install]
WantedBy=multi-user.target
`;
const SERVICES = [
  'haproxy-alive.service',
  'follow-peers.service',
  'claim-reserved-ip.service',
  'compare-reach.service',
];

/** keepalived, and the services that find its peers, watch HAProxy and claim the address: started once, for a process costs more than what it does. */
export function failoverNodes(options: FailoverNodesOptions): CloudConfig {
  const unit = (name: string, content: string) => ({ path: `/etc/systemd/system/${name}`, content });
  return {
    packages: ['curl', 'iproute2', 'keepalived', 'nftables', 'python3'],
    outbound: outboundOf(options.apiEndpoint),
    files: [
      nodeProgram(__dirname, 'claim-reserved-ip.py'),
      nodeProgram(__dirname, 'compare-reach.py'),
      nodeProgram(__dirname, 'follow-peers.py'),
      nodeProgram(__dirname, 'haproxy-alive.py'),
      nodeProgram(__dirname, 'vrrp-state.sh'),
      { path: '/etc/keepalived/keepalived.conf.template', content: renderKeepalivedTemplate() },
      {
        path: '/etc/lb-failover/settings.json',
        content: JSON.stringify({ api: options.apiEndpoint, ip: options.reservedIp, peer_port: METRICS_PORT }),
        size: 200,
      },
      { path: '/etc/tmpfiles.d/lb-failover.conf', content: 'd /run/lb-failover 0755 root root\n' },
      unit('keepalived.service.d/sandbox.conf', KEEPALIVED_SANDBOX),
      unit('compare-reach.service', COMPARE_UNIT),
      unit('claim-reserved-ip.service', CLAIM_UNIT),
      unit('haproxy-alive.service', ALIVE_UNIT),
      unit('follow-peers.service', PEERS_UNIT(options.tierName)),
    ],
    commands: [
      ['systemd-tmpfiles', '--create', '/etc/tmpfiles.d/lb-failover.conf'],
      // Started by follow-peers when the other nodes know this one.
      ['systemctl', 'disable', '--quiet', '--no-reload', '--now', 'keepalived.service'],
      startUnits(...SERVICES),
    ],
  };
}
