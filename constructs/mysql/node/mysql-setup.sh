#!/bin/bash
# Once per droplet, by cloud-init: the data volume, the server, its names. A volume that holds data is taken as it is.
set -euo pipefail
. /etc/mysql-cluster/env
self=$(hostname -s).$DOMAIN
device=/dev/disk/by-id/scsi-0DO_Volume_$VOLUME_PREFIX-$(hostname -s)

# Terraform attaches the volume when the droplet is already up.
for _ in $(seq 600); do [ -b "$(readlink -f "$device")" ] && break; sleep 1; done
[ -b "$(readlink -f "$device")" ] || { echo "the data volume $device did not appear within 10 minutes"; exit 1; }

# Formatted only when it holds nothing at all: no signature, and zeros where one could be.
if ! blkid "$device" && cmp -s -n 1048576 "$device" /dev/zero; then mkfs.ext4 -q -L mysql "$device"; fi
mkdir -p /srv/mysql /var/lib/mysql-cluster
grep -q /srv/mysql /etc/fstab || cat >> /etc/fstab <<END
$device /srv/mysql ext4 defaults,nofail 0 2
/srv/mysql/data /var/lib/mysql none bind,nofail,x-systemd.requires-mounts-for=/srv/mysql 0 0
/srv/mysql/state /var/lib/mysql-cluster none bind,nofail,x-systemd.requires-mounts-for=/srv/mysql 0 0
END
mountpoint -q /srv/mysql || mount /srv/mysql

# The server's user comes before its package: it must read the key.
id -u mysql >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /bin/false mysql
id -u mysql-role >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /usr/sbin/nologin mysql-role
chown -R mysql:mysql /etc/mysql/tls
chmod 700 /etc/mysql/tls

# Installed beside the volume, and not started: the package writes accounts of its own into whatever data it finds, which
# would be a transaction that no other node has. Only a volume without data takes what it has made.
mysql-packages
if [ ! -d /srv/mysql/data/mysql ]; then
  rm -rf /srv/mysql/data /srv/mysql/data.new
  cp -a /var/lib/mysql /srv/mysql/data.new
  sync
  mv /srv/mysql/data.new /srv/mysql/data
fi
mkdir -p /srv/mysql/state
chown -R mysql:mysql /srv/mysql/data
if ! mountpoint -q /var/lib/mysql; then
  find /var/lib/mysql -xdev -mindepth 1 -delete
  mount /var/lib/mysql
fi
mountpoint -q /var/lib/mysql-cluster || mount /var/lib/mysql-cluster

# Nobody comes by the public address. The node's own name may stand for loopback in /etc/hosts.
address=$(on-private-address echo ADDRESS)
mkdir -p /etc/systemd/system/mysql-role.socket.d
printf '[Socket]\nListenStream=%s:9200\n' "$address" >/etc/systemd/system/mysql-role.socket.d/address.conf
mysql-config
cat > /etc/mysql/mysql.conf.d/zzz-node.cnf <<END
[mysqld]
server_id = $(hostname -s | sed 's/.*-//')
report_host = $self
bind_address = 127.0.0.1,127.0.1.1,$address
loose_group_replication_local_address = "$address:33061"
END
systemctl daemon-reload
systemctl enable --quiet --no-reload mysql.service mysql-role.socket mysql-role.service mysql-peers.service mysql-cluster.service mysql-time-zones.timer
systemctl restart mysql.service
systemctl start mysql-role.socket mysql-role.service mysql-peers.service mysql-cluster.service mysql-time-zones.timer
