#!/bin/sh
# apt-wait COMMAND [PACKAGE...]: apt-get, which waits up to five minutes while another process holds one of apt's locks, as agents of the cloud do
# at first boot. DPkg::Lock::Timeout covers dpkg's locks alone: for those of the lists and of the archives apt-get does not wait.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
end=$(($(date +%s) + 300))
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
# Configuration that is there before its package stays.
until apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold -o Dpkg::Options::=--force-unsafe-io "$@" 2>"$errors"; do
  cat "$errors" >&2
  grep -q 'Could not get lock' "$errors" && [ "$(date +%s)" -lt $end ] || exit 100
  sleep 2
done
cat "$errors" >&2
