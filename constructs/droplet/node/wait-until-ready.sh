# Runs where Terraform runs, once per new node: waits until the node says that it is ready (node-report.py).
# NODE its name, REPORT_URL where it answers, TIMEOUT seconds. READINESS_PROXY: an HTTP proxy to reach it through.
start=$(date +%s) last= body=$(mktemp)
trap 'rm -f "$body"' EXIT
while :; do
  elapsed=$(($(date +%s) - start))
  code=$(curl -s -m 5 ${READINESS_PROXY:+-x "$READINESS_PROXY"} -o "$body" -w '%{http_code}' "$REPORT_URL" || :)
  case $code in
    200) echo "$NODE is ready"; exit 0 ;;
    500) echo "$NODE could not be bootstrapped. The end of its log:"; cat "$body"; exit 1 ;;
    503) say=$(head -1 "$body") ;;
    *) say="no report yet"; [ "$elapsed" -lt 60 ] || say="no report from $REPORT_URL (is this machine in adminCidrs?)" ;;
  esac
  [ "$say" = "$last" ] || echo "$NODE: $say"
  last=$say
  if [ "$elapsed" -ge "$TIMEOUT" ]; then echo "$NODE was not ready after $TIMEOUT s: $say"; exit 1; fi
  sleep 1
done
