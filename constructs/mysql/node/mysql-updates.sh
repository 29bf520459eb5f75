#!/bin/bash
# mysql-updates look         by a timer: newer packages of the node's track are downloaded; the node asks for a restart, which installs them
# mysql-updates renew        before the server starts: installs what an earlier boot has downloaded
# mysql-updates may-restart  by the node's reboot window: fails on a primary while other members wait for the same version
set -euo pipefail
. /etc/mysql-cluster/env
export LC_ALL=C
SOURCE=/etc/apt/sources.list.d/mysql.sources
STATE=/var/lib/mysql-packages
BOOT=/proc/sys/kernel/random/boot_id

# The package restarts the server, unless this says no.
without_start() {
  local ended=0
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  "$@" || ended=$?
  rm -f /usr/sbin/policy-rc.d
  return $ended
}

# apt-get takes a list that it could not fetch for a success.
refresh() {
  apt-wait update -o APT::Update::Error-Mode=any -o Dir::Etc::SourceList="$SOURCE" -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0
}

# All that the server consists of: some depend on others by name alone.
parts() { dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 'mysql-*' | sed -n 's/^ii *//p'; }

# A repository that is away for a day is nobody's business; for a week, it is.
look() {
  local candidate
  mkdir -p $STATE
  [ -e $STATE/seen ] || touch $STATE/seen
  if ! refresh; then
    [ -z "$(find $STATE/seen -mtime +7)" ] || { echo "MySQL's repository was not reached for a week: no updates are installed"; exit 1; }
    echo "MySQL's repository cannot be reached"
    return
  fi
  touch $STATE/seen
  candidate=$(apt-cache policy "$SERVER_PACKAGE" | sed -n 's/^  Candidate: //p')
  if [ "$candidate" = '(none)' ] || ! dpkg --compare-versions "$candidate" gt "$(dpkg-query -W -f '${Version}' "$SERVER_PACKAGE")"; then
    rm -f $STATE/pending
    return
  fi
  if [ "$candidate" = "$(cat $STATE/failed 2>/dev/null)" ]; then
    echo "$SERVER_PACKAGE $candidate could not be installed: try \`apt-wait install $SERVER_PACKAGE\` yourself, then remove $STATE/failed"
    exit 1
  fi
  # shellcheck disable=SC2046
  apt-wait install --download-only --only-upgrade $(parts)
  echo "$candidate $(cat $BOOT)" >$STATE/pending.new
  mv $STATE/pending.new $STATE/pending
  echo "*** MySQL $candidate: restart required ***" >/run/reboot-required
  echo "$SERVER_PACKAGE" >>/run/reboot-required.pkgs
}

# Not when the server alone is started again, after a crash for instance: that must be quick.
renew() {
  local version boot
  [ -e $STATE/pending ] || return 0
  read -r version boot <$STATE/pending
  [ "$boot" != "$(cat $BOOT)" ] || return 0
  # Tried once: a package that cannot be installed must not restart the node each night.
  echo "$version" >$STATE/failed
  rm -f $STATE/pending
  without_start dpkg --configure -a
  # shellcheck disable=SC2046
  without_start apt-wait install --only-upgrade $(parts)
  dpkg --compare-versions "$(dpkg-query -W -f '${Version}' "$SERVER_PACKAGE")" ge "$version"
  rm -f $STATE/failed
}

# Members of a newer version follow an older primary, and not the other way round.
members() {
  timeout 10 mysql --no-defaults -uroot -S /run/mysqld/mysqld.sock -N -B -e "SELECT $1 FROM performance_schema.replication_group_members WHERE $2"
}
may_restart() {
  local version older
  [ -e $STATE/pending ] || return 0
  version=$(sed 's/[-+ ].*//' $STATE/pending)
  [ "$(members MEMBER_ROLE 'MEMBER_ID = @@server_uuid')" = PRIMARY ] || return 0
  older=$(members MEMBER_HOST "MEMBER_ID <> @@server_uuid AND MEMBER_VERSION <> '$version'" | tr '\n' ' ')
  [ -z "$older" ] || { echo "it is the primary, and these have not MySQL $version yet: $older"; exit 1; }
}

case ${1:-} in
  look) look ;;
  renew) renew ;;
  may-restart) may_restart ;;
  *) echo "mysql-updates look | renew | may-restart"; exit 2 ;;
esac
