#!/bin/bash
# mysql-packages: installs the server, not started, once per droplet. What cannot be had is tried again, ever more rarely, for as long as it takes.
# TRACK in /etc/mysql-cluster/env names a track of MySQL's own repository; without one, the server comes from the image's archive.
set -euo pipefail
. /etc/mysql-cluster/env
SOURCE=/etc/apt/sources.list.d/mysql.sources

# Written by the node, which knows what it runs: an image may be a snapshot.
write_source() {
  [ -n "$TRACK" ] || return 0
  (
    . /etc/os-release
    printf '%s\n' "Types: deb" "URIs: https://repo.mysql.com/apt/$ID/" "Suites: $VERSION_CODENAME" "Components: mysql-$TRACK-lts" \
      "Architectures: amd64" "Signed-By: /etc/apt/keyrings/mysql.gpg" >"$SOURCE"
  )
}

# apt-get takes a list that it could not fetch for a success.
refresh() {
  local only=()
  [ -z "$TRACK" ] || only=(-o Dir::Etc::SourceList="$SOURCE" -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0)
  apt-wait update -o APT::Update::Error-Mode=any "${only[@]}"
}

write_source
pause=15
until refresh && apt-wait install --download-only "$SERVER_PACKAGE"; do
  echo "$SERVER_PACKAGE cannot be downloaded: next attempt in $pause s"
  sleep $pause
  pause=$((pause < 300 ? pause * 2 : 600))
done

# The package starts the server on whatever data it finds, unless this says no.
trap 'rm -f /usr/sbin/policy-rc.d' EXIT
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
# Again from nothing: the server's own initialization was seen to end itself (9.7.4, one node of about thirty; once, twice in a row).
for attempt in 1 2 3 4 5; do
  if apt-wait install "$SERVER_PACKAGE"; then exit; fi
  find /var/lib/mysql -xdev -mindepth 1 -delete
done
echo "$SERVER_PACKAGE was not installed in $attempt attempts"
exit 1
