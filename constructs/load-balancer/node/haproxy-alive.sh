#!/bin/bash
# Whether HAProxy answers on the port given, within half a second. keepalived runs this five times a second: bash's own connection takes a
# fifth of curl's processor time.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET /lb-healthz HTTP/1.0\r\n\r\n' >&3
read -r -t 0.5 _ status _ <&3 && [ "$status" = 200 ]
