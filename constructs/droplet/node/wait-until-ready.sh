# Runs where Terraform runs, once per new node and whenever its settings change: hands the node its settings
# (node-settings.py) and waits until it says that it is ready, or in service (node-report.py).
# NODE its name, VERDICT what to wait for, ADDRESS, REPORT_PORT and REPORT_PATH where it tells, TIMEOUT seconds.
# UNTIL_UP: any report at all is enough. RETRY: what failed before this deploy begins again, once. READINESS_PROXY: an HTTP proxy to reach it through. SETTINGS: a JSON document, if any, with SETTINGS_NAME, _PORT, _CA, _CERTIFICATE and _KEY.
umask 077
# A node's text must not control the terminal of whoever deploys.
printable() { LC_ALL=C tr -c '\11\12\40-\176' '?'; }
start=$(date +%s) last= shown=0 retrying= pending=${SETTINGS:+yes} report=http://$ADDRESS:$REPORT_PORT$REPORT_PATH
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
if [ "$pending" ]; then printf %s "$SETTINGS_CA" >"$files/ca"; printf %s "$SETTINGS_CERTIFICATE" >"$files/certificate"; fi
put_settings() { # secrets by way of pipes: files would outlive a killed deploy
  printf %s "$SETTINGS" | curl -s -m 30 ${READINESS_PROXY:+-x "$READINESS_PROXY"} -X PUT --data-binary @- \
    --cacert "$files/ca" --cert "$files/certificate" --key /dev/fd/3 --connect-to "::$ADDRESS:$SETTINGS_PORT" -o "$files/answer" -w '%{http_code}' \
    "https://$SETTINGS_NAME:$SETTINGS_PORT/" 3<<KEY
$SETTINGS_KEY
KEY
}
give_settings() { # the node may not listen yet: then the next round tries again
  code=$(put_settings || :)
  case $code in
    200) pending= ; echo "$NODE has its settings"; printable <"$files/answer" ;;
    413 | 422) echo "$NODE refuses its settings and keeps the old ones:"; printable <"$files/answer"; exit 1 ;;
  esac
}
begin_again() {
  [ "$(curl -s -m 5 ${READINESS_PROXY:+-x "$READINESS_PROXY"} -X POST -o /dev/null -w '%{http_code}' "http://$ADDRESS:$REPORT_PORT/retry")" = 202 ]
}
while :; do
  elapsed=$(($(date +%s) - start))
  code=$(curl -s -m 5 ${READINESS_PROXY:+-x "$READINESS_PROXY"} -o "$files/report" -w '%{http_code}' "$report" || :)
  case $UNTIL_UP$code in yes200 | yes503) echo "$NODE is up"; exit 0 ;; esac
  # What has failed may be what new settings put right.
  if [ "$code" = 500 ] && [ "$pending" ] && [ "$RETRY" ]; then give_settings; [ "$pending" ] || continue; fi
  if [ "$code" = 500 ]; then
    # Its first answer: what failed did so before this deploy.
    if [ "$RETRY" ] && begin_again; then retrying=$((elapsed + 180)); echo "$NODE had failed before this deploy: it begins again"; fi
    RETRY=
    [ "$elapsed" -ge "${retrying:-0}" ] || code=000
  elif [ "$code" != 000 ]; then RETRY='' retrying=''; fi
  case $code in
    200) [ "$pending" ] || { echo "$NODE is $VERDICT"; exit 0; }; say="waiting: settings" ;;
    500) echo "$NODE: $(printable <"$files/report")"; exit 1 ;;
    503) say=$(head -1 "$files/report" | printable) ;;
    *) say="no report yet"; [ "$elapsed" -lt 60 ] || say="no report from $report (is this machine in adminCidrs?)" ;;
  esac
  case $code in 200 | 503) [ -z "$pending" ] || give_settings ;; esac
  details=
  [ "$code" != 503 ] || details=$(sed 1d "$files/report" | printable)
  # What shows the cause changes with every look: with every news, and once a minute.
  if [ "$say" != "$last" ] || { [ "$details" ] && [ "$elapsed" -ge $((shown + 60)) ]; }; then
    echo "$NODE: $say"; [ -z "$details" ] || echo "$details"
    last=$say shown=$elapsed
  fi
  if [ "$elapsed" -ge "$TIMEOUT" ]; then
    echo "$NODE was not $VERDICT after $TIMEOUT s: $say"; [ -z "$details" ] || echo "$details"
    exit 1
  fi
  sleep 1
done
