#!/bin/sh
# mysql-config: has the server take up /etc/mysql-cluster/my.cnf with its next start, when the server knows all that is in it. Nothing
# to do before there is a server.
set -eu
new=/etc/mysql-cluster/my.cnf
# After mysqld.cnf, before the node's own.
used=/etc/mysql/mysql.conf.d/zz-cluster.cnf
command -v mysqld >/dev/null || exit 0
mysqld --defaults-file=$new --user=mysql --validate-config
cmp -s $new $used || install -m 644 $new $used
