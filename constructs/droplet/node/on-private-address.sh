#!/bin/bash
# on-private-address PROGRAM ARGUMENT...: runs it with this node's private address in the place of ADDRESS.
set -eu
address=$(ip -4 -o address show dev eth1 | sed 's,.* inet \([0-9.]*\)/.*,\1,;q')
[ "$address" ] || { echo "eth1 has no address yet" >&2; exit 1; }
exec "${@//ADDRESS/$address}"
