#!/bin/bash
# Once per node, by cloud-init: the server, its certificate, its configuration. Which role it has is the cloud's business.
set -euo pipefail
cd /etc/managed-mysql

# The server's user comes before its package: it must read the key.
id -u mysql >/dev/null 2>&1 || useradd --system --user-group --home-dir /nonexistent --shell /bin/false mysql
install -d -m 755 /etc/mysql
install -d -m 700 -o mysql -g mysql /etc/mysql/tls
install -m 400 -o mysql -g mysql ca.pem node.pem node-key.pem /etc/mysql/tls/

# Not started by the package: the first start is with this cluster's configuration.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
# Something else may be installing; `update` has a lock that apt itself does not wait for.
for _ in $(seq 300); do apt-get -q update && break; sleep 1; done
install_server() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends mysql-server mysql-client; }
# Once more from nothing: the server's own initialization was seen to end itself (9.7.4, one node of about thirty).
install_server || { find /var/lib/mysql -xdev -mindepth 1 -delete; install_server; }
rm -f /usr/sbin/policy-rc.d

install -m 644 my.cnf /etc/mysql/mysql.conf.d/zz-managed.cnf
systemctl daemon-reload
systemctl enable mysql.service
systemctl restart mysql.service
# As DigitalOcean's servers have them. The same on every node, so no transaction of the cluster's either.
mysql -u root -e 'SET GLOBAL super_read_only = OFF'
mysql_tzinfo_to_sql /usr/share/zoneinfo 2>/dev/null | mysql -u root mysql
mysql -u root -e 'SET GLOBAL super_read_only = ON'
# What the package wrote is on every node and is no transaction of the cluster's.
mysql -u root -e 'RESET BINARY LOGS AND GTIDS'
touch ready
