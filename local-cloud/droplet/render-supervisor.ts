import { METADATA_ADDRESS } from '../addresses';
import { ANCHOR_GATEWAY, PUBLIC_GATEWAY, placeOf } from '../network/topology';
import type { DropletSpec } from '../runtime';

/** What one droplet's supervisor needs to know. */
export interface SupervisorModel {
  readonly droplet: DropletSpec;
  /** The run's name: the router's namespace, and the prefix of the droplet's. */
  readonly run: string;
  /** The droplet's own directory. */
  readonly directory: string;
  /** Below the droplet's overlay. */
  readonly base: string;
  readonly repository: string;
  /** Control groups to be in, and the one among them that decides about devices (version 1 hosts). */
  readonly cgroups: readonly string[];
  readonly devicesCgroup: string | undefined;
  /** The router's address in the droplet's VPC. */
  readonly vpcGateway: string;
}

/** Character devices a droplet may open; its volumes are added as they are attached. */
const DEVICES = [
  'c 1:3',
  'c 1:5',
  'c 1:7',
  'c 1:8',
  'c 1:9',
  'c 5:0',
  'c 5:1',
  'c 5:2',
  'c 136:*',
  'c 10:200',
  'c 10:229',
];

/**
 * The program that is one droplet's machine, from power on to power off. A shell script of its own process, so that the
 * droplet outlives the cloud's API. Every boot gets a fresh network namespace with two routed cables: a droplet that is off must
 * be silent, not answer "refused" from addresses its last boot left behind.
 */
export function renderSupervisor(model: SupervisorModel): string {
  const { droplet, run, directory, cgroups, devicesCgroup } = model;
  const name = `${run}-${droplet.id}`;
  const place = placeOf(droplet);
  const addresses = [droplet.publicIp, place.anchor, droplet.privateIp];
  return `#!/bin/bash
# Droplet ${droplet.id}, ${droplet.name}: made by local-cloud/droplet/render-supervisor.ts
set -euo pipefail
in_router() { ip netns exec ${run} "$@"; }
unplug() { # the cables first and by name: a namespace takes its own along only some time later
  in_router ip link del ${place.publicLink} 2>/dev/null || :
  in_router ip link del ${place.privateLink} 2>/dev/null || :
  ip netns del ${name} 2>/dev/null || :
}
plug() {
  unplug
  ip netns add ${name}
  ip link add name ${place.publicLink} netns ${run} type veth peer name eth0 address ${place.publicMac} netns ${name}
  ip link add name ${place.privateLink} netns ${run} type veth peer name eth1 address ${place.privateMac} netns ${name}
  # off or cut is silence, not "unreachable"
  for address in ${addresses.join(' ')}; do in_router ip route replace blackhole $address metric 4096; done
  bash ${directory}/mend
}
boot() { # in a mount namespace of its own: the overlay goes away with the last process, whatever ends it
  mount -t overlay overlay -o "lowerdir=${model.base},upperdir=${directory}/upper,workdir=${directory}/work,redirect_dir=on,index=off" ${directory}/root
  # or a killed nspawn leaves lock and propagation files behind
  mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn
  exec systemd-nspawn --quiet --boot \\
    --directory=${directory}/root --machine=${name} --hostname=${droplet.name.split('.')[0]} --register=no --keep-unit --console=pipe --settings=no \\
    --network-namespace-path=/run/netns/${name} --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_IPC_LOCK \\
    --drop-capability=CAP_SYS_TIME,CAP_SYSLOG,CAP_SYS_MODULE \\
    --resolv-conf=off --timezone=off --link-journal=no --kill-signal=RTMIN+4 \\
    --bind-ro=${model.repository}:/usr/share/droplet-repository --bind-ro=${directory}/droplet-id:/run/host/droplet-id \\
    --bind-ro=${directory}/volumes.conf:/run/tmpfiles.d/volumes.conf \\
    -- systemd.journald.forward_to_console=0
}
if [ "\${1:-}" = boot ]; then boot; fi

for group in ${cgroups.join(' ')}; do mkdir -p $group; echo $$ > $group/cgroup.procs; done
${devicesCgroup ? renderDevicePolicy(devicesCgroup) : ''}export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
while :; do
  plug
  unshare --mount --propagation private "$0" boot </dev/null &
  echo $! > ${directory}/nspawn.pid; status=0; wait $! || status=$?
  echo "supervisor: the droplet ended with $status"
  [ $status = 133 ] && [ ! -e ${directory}/off ] || break # 133: the droplet asked for a reboot
done
rm -f ${directory}/nspawn.pid
unplug
`;
}

/** The guest may make device nodes and would read the host's disks with them. */
function renderDevicePolicy(group: string): string {
  const allow = DEVICES.map((device) => `echo '${device} rwm' > ${group}/devices.allow\n`).join('');
  return `echo a > ${group}/devices.deny\n${allow}for rule in $(cat "$(dirname "$0")/devices" 2>/dev/null); do echo "b $rule rwm" > ${group}/devices.allow; done\n`;
}

/** Brings a droplet's cables up, with the routes that went away with them. */
export function renderMend(model: SupervisorModel): string {
  const { droplet, run } = model;
  const place = placeOf(droplet);
  const routes = [
    [droplet.publicIp, place.publicLink, PUBLIC_GATEWAY],
    [place.anchor, place.publicLink, ANCHOR_GATEWAY],
    [place.linkLocal, place.publicLink, METADATA_ADDRESS],
    [droplet.privateIp, place.privateLink, model.vpcGateway],
  ];
  return `ip netns exec ${run} sh -euc '
for link in ${place.publicLink} ${place.privateLink}; do
  ip link set $link up
  sysctl -qw net.ipv4.conf.$link.proxy_arp=1 net.ipv4.neigh.$link.proxy_delay=0 net.ipv4.conf.$link.rp_filter=0
done
${routes.map(([address, link, source]) => `ip route replace ${address} dev ${link} src ${source}`).join('\n')}'
`;
}
