#!/bin/bash
# Makes the exporter's account: once per cluster, on the primary, from where it comes to the others. It has no password: the server
# asks the system who is at the other end of its socket.
set -euo pipefail
ask() { mysql --batch --skip-column-names -e "$1"; }
[ "$(ask "SELECT COUNT(*) FROM mysql.user WHERE user = 'prometheus'")" = 0 ] || exit 0
# Asked of the role agent: what is written before this node is in its place would be a transaction that no other node has.
curl -fsS -m 3 -o /dev/null http://127.0.0.1:9200/writer || { echo "the primary will make it"; exit 1; }
ask "CREATE USER IF NOT EXISTS 'prometheus'@'localhost' IDENTIFIED WITH auth_socket WITH MAX_USER_CONNECTIONS 3;
     GRANT PROCESS, REPLICATION CLIENT ON *.* TO 'prometheus'@'localhost';
     GRANT SELECT ON performance_schema.* TO 'prometheus'@'localhost'"
