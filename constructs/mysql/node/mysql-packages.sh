#!/bin/bash
# mysql-packages install  once per droplet: the server, not started. What cannot be had is tried again, ever more rarely, for as long as it takes
# mysql-packages look     by a timer: newer packages of the node's track are downloaded; the node asks for a restart, which installs them
# mysql-packages renew    before the server starts: installs what an earlier boot has downloaded
# TRACK in /etc/mysql-cluster/env names a track of MySQL's own repository; without one, the server comes from the image's archive.
set -euo pipefail
. /etc/mysql-cluster/env
export LC_ALL=C
SOURCE=/etc/apt/sources.list.d/mysql.sources
STATE=/var/lib/mysql-packages
BOOT=/proc/sys/kernel/random/boot_id

# The package starts the server on whatever data it finds, unless this says no.
without_start() {
  local ended=0
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  "$@" || ended=$?
  rm -f /usr/sbin/policy-rc.d
  return $ended
}

# Written by the node, which knows what it runs: an image may be a snapshot.
write_source() {
  [ -n "$TRACK" ] || return 0
  (
    . /etc/os-release
    printf '%s\n' "Types: deb" "URIs: https://repo.mysql.com/apt/$ID/" "Suites: $VERSION_CODENAME" "Components: mysql-$TRACK-lts" \
      "Architectures: amd64" "Signed-By: /etc/apt/keyrings/mysql.asc" >"$SOURCE"
  )
}

# apt-get takes a list that it could not fetch for a success.
refresh() {
  local only=()
  [ -z "$TRACK" ] || only=(-o Dir::Etc::SourceList="$SOURCE" -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0)
  apt-wait update -o APT::Update::Error-Mode=any "${only[@]}"
}

install_server() {
  local pause=15 attempt
  write_source
  until refresh && apt-wait install --download-only "$SERVER_PACKAGE"; do
    echo "$SERVER_PACKAGE cannot be downloaded: next attempt in $pause s"
    sleep $pause
    pause=$((pause < 300 ? pause * 2 : 600))
  done
  # Again from nothing: the server's own initialization was seen to end itself (9.7.4, one node of about thirty; once, twice in a row).
  for attempt in 1 2 3 4 5; do
    if without_start apt-wait install "$SERVER_PACKAGE"; then return; fi
    find /var/lib/mysql -xdev -mindepth 1 -delete
  done
  echo "$SERVER_PACKAGE was not installed in $attempt attempts"
  exit 1
}

installed() { dpkg-query -W -f '${Version}' "$SERVER_PACKAGE"; }

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
  if ! dpkg --compare-versions "$candidate" gt "$(installed)"; then
    rm -f $STATE/pending
    return
  fi
  if [ "$candidate" = "$(cat $STATE/failed 2>/dev/null)" ]; then
    echo "$SERVER_PACKAGE $candidate could not be installed: try \`apt-get install $SERVER_PACKAGE\` yourself, then remove $STATE/failed"
    exit 1
  fi
  apt-wait install --download-only --only-upgrade "$SERVER_PACKAGE"
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
  without_start apt-wait install --only-upgrade "$SERVER_PACKAGE=$version"
  rm -f $STATE/failed
}

case ${1:-} in
  install) install_server ;;
  look) look ;;
  renew) renew ;;
  *) sed -n '2,5s/^# //p' "$0"; exit 2 ;;
esac
