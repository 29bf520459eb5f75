#!/bin/bash
# Droplet 1002, web-1.int.foobar.com: made by local-cloud/droplet/render-supervisor.ts
set -euo pipefail
in_router() { ip netns exec lc "$@"; }
unplug() { # the cables first and by name: a namespace takes its own along only some time later
  in_router ip link del p3 2>/dev/null || :
  in_router ip link del v3 2>/dev/null || :
  ip netns del lc-1002 2>/dev/null || :
}
plug() {
  unplug
  ip netns add lc-1002
  ip link add name p3 netns lc type veth peer name eth0 address 02:00:00:00:01:03 netns lc-1002
  ip link add name v3 netns lc type veth peer name eth1 address 02:00:00:01:01:03 netns lc-1002
  # off or cut is silence, not "unreachable"
  for address in 203.0.113.3 10.17.0.3 10.20.0.3; do in_router ip route replace blackhole $address metric 4096; done
  bash /state/droplets/1002/mend
}
boot() { # in a mount namespace of its own: the overlay goes away with the last process, whatever ends it
  mount -t overlay overlay -o "lowerdir=/cache/base,upperdir=/state/droplets/1002/upper,workdir=/state/droplets/1002/work,redirect_dir=on,index=off" /state/droplets/1002/root
  # or a killed nspawn leaves lock and propagation files behind
  mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn
  exec systemd-nspawn --quiet --boot \
    --directory=/state/droplets/1002/root --machine=lc-1002 --hostname=web-1 --register=no --keep-unit --console=pipe --settings=no \
    --network-namespace-path=/run/netns/lc-1002 --capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_IPC_LOCK \
    --drop-capability=CAP_SYS_TIME,CAP_SYSLOG,CAP_SYS_MODULE \
    --resolv-conf=off --timezone=off --link-journal=no --kill-signal=RTMIN+4 \
    --bind-ro=/cache/repository:/usr/share/droplet-repository --bind-ro=/state/droplets/1002/droplet-id:/run/host/droplet-id \
    --bind-ro=/state/droplets/1002/volumes.conf:/run/tmpfiles.d/volumes.conf \
    -- systemd.journald.forward_to_console=0
}
if [ "${1:-}" = boot ]; then boot; fi

for group in /sys/fs/cgroup/unified/lc/1002 /sys/fs/cgroup/devices/lc/1002; do mkdir -p $group; echo $$ > $group/cgroup.procs; done
echo a > /sys/fs/cgroup/devices/lc/1002/devices.deny
echo 'c 1:3 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 1:5 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 1:7 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 1:8 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 1:9 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 5:0 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 5:1 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 5:2 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 136:* rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 10:200 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
echo 'c 10:229 rwm' > /sys/fs/cgroup/devices/lc/1002/devices.allow
for rule in $(cat "$(dirname "$0")/devices" 2>/dev/null); do echo "b $rule rwm" > /sys/fs/cgroup/devices/lc/1002/devices.allow; done
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
while :; do
  plug
  unshare --mount --propagation private "$0" boot </dev/null &
  echo $! > /state/droplets/1002/nspawn.pid; status=0; wait $! || status=$?
  echo "supervisor: the droplet ended with $status"
  [ $status = 133 ] && [ ! -e /state/droplets/1002/off ] || break # 133: the droplet asked for a reboot
done
rm -f /state/droplets/1002/nspawn.pid
unplug
