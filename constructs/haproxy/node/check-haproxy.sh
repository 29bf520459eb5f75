#!/bin/sh
# check-haproxy FILE...: has HAProxy check these files, read one after the other. Prints what is wrong, and which snippet it is in.
set -u
files=''
for file; do files="$files -f $file"; done
# shellcheck disable=SC2086 # words of their own
said=$(haproxy -c $files 2>&1) && exit 0
printf '%s\n' "$said"
printf '%s\n' "$said" | sed -n 's/.*\[\(\/[^]:]*\):\([0-9]*\)\].*/\1 \2/p' | sort -u | while read -r file line; do
  awk -v at="$line" '
    $1 == "#" && $2 == "snippet" { name = $3; begin = NR }
    NR == at && name != "" { print "this is line " NR - begin " of the snippet " name }
    $1 == "#" && $2 == "end" { name = "" }' "$file"
done
exit 1
