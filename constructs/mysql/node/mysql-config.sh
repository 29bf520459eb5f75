#!/bin/sh
# mysql-config: has the server take up /etc/mysql-cluster/my.cnf with its next start, when the server knows all that is in it. Nothing
# to do before there is a server. A larger size of the droplet comes with `mysql resize`, its settings with the deploy before that:
# a buffer pool of more than 80 % of this droplet's memory is cut to half of the memory until then.
set -eu
new=/etc/mysql-cluster/my.cnf
# After mysqld.cnf, before the node's own.
used=/etc/mysql/mysql.conf.d/zz-cluster.cnf
command -v mysqld >/dev/null || exit 0
mysqld --defaults-file=$new --user=mysql --validate-config
memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' "${MEMINFO:-/proc/meminfo}")
fitting=$(mktemp)
trap 'rm -f "$fitting"' EXIT
awk -v memory="$memory" '
  /^innodb_buffer_pool_size = [0-9]+M$/ { if ($3 + 0 > memory * 0.8) $3 = int(memory / 2) "M" }
  { print }' $new >"$fitting"
cmp -s "$fitting" $used || install -m 644 "$fitting" $used
