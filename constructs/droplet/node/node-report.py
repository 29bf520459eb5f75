#!/usr/bin/python3
"""Answers GET / with this node's readiness, for `cdktf deploy` (wait-until-ready.sh) and operators.

200 ready: cloud-init is done and every check passes.  503 waiting: not yet.  500 failed: cloud-init ended with an error.
Plain text: the verdict, then the end of cloud-init's log when it failed.
GET /in-service?checked-by=ADDRESS:PORT,... is 200 when, beyond that, each ADDRESS has lately opened a connection to PORT here.
Checks: /etc/node-report.json, {"ready": {NAME: ARGV}, "in_service": {NAME: ARGV}}.
"""
import json
import re
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT = 9180
LOG_LINES = 25
STAGES = "/run/cloud-init/status.json"
RESULT = "/run/cloud-init/result.json"
NAMED = "/var/lib/node-report/named"
LOG = "/var/log/cloud-init-output.log"
# The host keys that cloud-init prints at its end would be all that the last lines show.
NOISE = re.compile(r"^[|+]|SHA256:|randomart|^(ssh|ecdsa)-|^<14>|SSH HOST KEY|fingerprint")


def read_json(path):
    try:
        with open(path) as f:
            return json.load(f)
    except (OSError, ValueError):
        return None


def bootstrap():
    """('running' | 'done' | 'failed', what to say about it)"""
    stages = (read_json(STAGES) or {}).get("v1", {})
    result = read_json(RESULT)
    errors = [e for s in stages.values() if isinstance(s, dict) for e in s.get("errors", [])]
    # Degraded counts as failed: a warning about user-data means that a part of it was not applied.
    recoverable = [e for s in stages.values() if isinstance(s, dict)
                   for level in ("WARNING", "ERROR", "CRITICAL")
                   for e in s.get("recoverable_errors", {}).get(level, [])]
    if result is None:
        return "running", "cloud-init runs stage %s" % stages.get("stage")
    if errors or recoverable:
        return "failed", "cloud-init: " + "; ".join(str(e) for e in errors + recoverable)
    return "done", ""


def failing_checks(when):
    failing = []
    for name, argv in (read_json("/etc/node-report.json") or {}).get(when, {}).items():
        try:
            ok = subprocess.run(argv, timeout=3, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            ok = False
        if not ok:
            failing.append(name)
    return failing


def callers_in(listing):
    """"ADDRESS:PORT" of each element of the set of callers, as `nft -j list set` prints it."""
    elements = [e for entry in listing["nftables"] for e in entry.get("set", {}).get("elem", [])]
    return {"%s:%s" % tuple(e["elem"]["val"]["concat"]) for e in elements}


def callers():
    ended = subprocess.run(["nft", "-j", "list", "set", "inet", "callers", "seen"], timeout=3, capture_output=True)
    return callers_in(json.loads(ended.stdout)) if ended.returncode == 0 else set()


def report_service(expected):
    # Who asks for this has waited for the node's names: programs that ask for them may begin.
    open(NAMED, "a").close()
    status, text = report()
    if status != 200:
        return status, text
    failing = failing_checks("in_service")
    if failing:
        return 503, "waiting: check %s does not pass yet\n" % ", ".join(failing)
    missing = sorted(expected - callers())
    if missing:
        return 503, "waiting: %s has not found this node yet\n" % ", ".join(one.split(":")[0] for one in missing)
    return 200, "in service\n"


def report():
    state, message = bootstrap()
    if state == "failed":
        try:
            with open(LOG, errors="replace") as f:
                tail = [line for line in f if not NOISE.search(line)][-LOG_LINES:]
        except OSError:
            tail = []
        return 500, "failed: %s\n%s" % (message, "".join(tail))
    if state == "running":
        return 503, "waiting: %s\n" % message
    failing = failing_checks("ready")
    if failing:
        return 503, "waiting: check %s does not pass yet\n" % ", ".join(failing)
    return 200, "ready\n"


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/":
            status, text = report()
        elif url.path == "/in-service":
            status, text = report_service(set(",".join(parse_qs(url.query).get("checked-by", [])).split(",")) - {""})
        else:
            status, text = 404, "not found\n"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("0.0.0.0", PORT), Handler).serve_forever()
