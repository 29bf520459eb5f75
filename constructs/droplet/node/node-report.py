#!/usr/bin/python3
"""Answers GET / with this node's readiness, for `cdktf deploy` (wait-until-ready.sh) and operators.

200 ready: cloud-init is done and every check passes.  503 waiting: not yet.  500 failed: the bootstrap ended with an error or was
interrupted, or a unit ends again and again. Plain text: the verdict, then what shows the cause, secrets masked: the end of
cloud-init's log, or the output of the failing checks and the end of their units' journals (check `app`: app.service).
POST /retry has a failed bootstrap begin again, from nothing, with a restart of the node; and the steps that have failed since (STEPS).
GET /in-service?checked-by=ADDRESS:PORT,... is 200 when, beyond that, the HAProxy of each ADDRESS sends requests to PORT here.
GET /answers?port=PORT: what the HAProxy of this node counts of PORT of the client, and of the servers beside it: [[requests, failed], [requests, failed]].
GET /finds?port=PORT is 200 when the HAProxy of this node has found PORT of the client up, in every backend that has it, for a while.
Checks: /etc/node-report.json, {"ready": {NAME: ARGV}, "in_service": {NAME: ARGV}}.
"""
import csv
import io
import json
import os
import re
import subprocess
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT = 9180
STATS = "http://127.0.0.1:8404/stats;csv"
# Seconds: a first check and a second one, 2.5 s at most each.
SETTLED = 4
LOG_LINES = 25
STAGES = "/run/cloud-init/status.json"
RESULT = "/run/cloud-init/result.json"
NAMED = "/var/lib/node-report/named"
LOG = "/var/log/cloud-init-output.log"
# Made by the last command of the bootstrap: cloud-init that was interrupted by a restart does not run the rest, and finds no fault.
COMPLETE = "/var/lib/cloud/instance/bootstrap-complete"
FAILED = "/run/%s.failed"
RETRY = "/var/lib/node-report/retry"
# Those whose unit begins again when this file is there.
STEPS, RETRY_STEP = ("app-update",), "/var/lib/node-report/retry-"
OUTPUT_LINES, JOURNAL_LINES = 3, 8
# Restarts of a unit, while everything else is well, after which waiting is pointless.
CRASHES = 5
# The host keys that cloud-init prints at its end would be all that the last lines show.
NOISE = re.compile(r"^[|+]|SHA256:|randomart|^(ssh|ecdsa)-|^<14>|SSH HOST KEY|fingerprint")


SECRETS = [
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S), "***"),
    # A password in a URL.
    (re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@"), r"\1***@"),
    (re.compile(r"""(?i)((?:passw(?:or)?d|pwd|secret|token|credential|authorization|(?:api|access|private)[_-]?key)[\w-]*["']?\s*[:=]\s*
                    (?:(?:bearer|basic)\s+)?)("[^"]*"|'[^']*'|\S+)""", re.X), r"\1***"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 ***"),
    # Generated ones: long, of letters and digits, and no path or name.
    (re.compile(r"(?<![\w/.-])(?=\w*\d)(?=\w*[A-Za-z])[\w+=]{24,}(?![\w/.-])"), "***"),
]


def masked(text):
    for secret, replacement in SECRETS:
        text = secret.sub(replacement, text)
    return text


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
    if not os.path.exists(COMPLETE):
        return "failed", "the bootstrap was interrupted, by a restart of the node for instance: not all of its commands have run"
    return "done", ""


def failing_checks(when):
    """Name of each check that fails -> its output."""
    failing = {}
    for name, argv in (read_json("/etc/node-report.json") or {}).get(when, {}).items():
        try:
            ended = subprocess.run(argv, timeout=3, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
            if ended.returncode != 0:
                failing[name] = ended.stdout or "ended with %d" % ended.returncode
        except OSError as error:
            failing[name] = str(error)
        except subprocess.TimeoutExpired:
            failing[name] = "no result within 3 s"
    return failing


def waiting_for(failing, journal_lines=JOURNAL_LINES):
    lines = ["waiting: check %s does not pass yet" % ", ".join(failing)]
    for name, output in failing.items():
        lines += ["  %s: %s" % (name, line) for line in output.splitlines()[-OUTPUT_LINES:]]
        lines += ["  %s.service: %s" % (name, line) for line in journal_of(name, journal_lines)]
    return 503, masked("\n".join(lines) + "\n")


def output_of(*argv):
    try:
        return subprocess.run(argv, timeout=3, capture_output=True, text=True, errors="replace").stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def journal_of(name, lines):
    return output_of("journalctl", "-q", "-o", "cat", "-n", str(lines), "--no-pager", "-u", name + ".service").splitlines()


def unit_state(name):
    """What systemd knows of NAME.service; {} when there is no such unit."""
    text = output_of("systemctl", "show", "-p", "LoadState,ActiveState,NRestarts", name + ".service")
    state = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return state if state.get("LoadState") == "loaded" else {}


class CrashWatch:
    """Finds the unit that ends again and again although nothing else is missing."""

    def __init__(self):
        self.restarts = {}

    def looping(self, failing, unit_state=unit_state, others=lambda: failing_checks("in_service")):
        """What is wrong, or None. One that waits for a dependency by ending itself is given time: until all other checks pass."""
        for name in failing:
            # A step such as a release, whose unit leaves this: what else fails may wait for it.
            if os.path.exists(FAILED % name):
                return "%s.service has failed, and nothing starts it again" % name
        name = next(iter(failing))
        state = unit_state(name)
        if len(failing) > 1 or not state:
            self.restarts.clear()
            return None
        restarts = int(state.get("NRestarts") or 0)
        if restarts == 0 and state.get("ActiveState") != "failed":
            return None
        if any(other != name for other in others()):
            self.restarts.clear()
            return None
        if state.get("ActiveState") == "failed":
            return "%s.service has failed, and nothing starts it again" % name
        # Counts from the moment on in which all else was there; a start by hand begins at 0 again.
        first = min(restarts, self.restarts.setdefault(name, restarts))
        self.restarts[name] = first
        return "%s.service has ended %d times" % (name, restarts - first) if restarts - first >= CRASHES else None


crashes = CrashWatch()


def is_up(row):
    """For longer than two checks take that fail: a server counts as up before its first one."""
    return row["status"] == "UP" and row["check_status"] in ("L4OK", "L6OK", "L7OK") and int(row["lastchg"] or 0) >= SETTLED


def is_found(stats, server):
    """Whether HAProxy sends requests to `server`, by what it prints as CSV."""
    rows = [row for row in csv.DictReader(io.StringIO(stats.lstrip("# "))) if row["addr"] == server]
    return len(rows) > 0 and all(is_up(row) for row in rows)


def counted(stats, server):
    """[requests, failed ones] of `server`, and of all others in its backends: a connection that broke failed, too."""
    rows = list(csv.DictReader(io.StringIO(stats.lstrip("# "))))
    backends = {row["pxname"] for row in rows if row["addr"] == server}
    sums = [[0, 0], [0, 0]]
    for row in rows:
        if row["pxname"] in backends and row["addr"]:
            one = sums[row["addr"] != server]
            one[0] += int(row["stot"] or 0)
            one[1] += int(row["hrsp_5xx"] or 0) + int(row["eresp"] or 0)
    return sums


def ask_proxy(question, server, otherwise):
    try:
        with urllib.request.urlopen(STATS, timeout=2) as answer:
            return question(answer.read().decode(), server)
    except OSError:
        return otherwise


def has_found_us(caller):
    address, port = caller.split(":")
    try:
        with urllib.request.urlopen("http://%s:%d/finds?port=%d" % (address, PORT, int(port)), timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def report_service(expected):
    # Who asks for this has waited for the node's names: programs that ask for them may begin.
    open(NAMED, "a").close()
    status, text = report()
    if status != 200:
        return status, text
    failing = failing_checks("in_service")
    if failing:
        return waiting_for(failing)
    with ThreadPoolExecutor(16) as pool:
        found = dict(zip(expected, pool.map(has_found_us, expected)))
    missing = sorted(one.split(":")[0] for one in expected if not found[one])
    if missing:
        return 503, "waiting: %s has not found this node up yet\n" % ", ".join(missing)
    return 200, "in service\n"


def report():
    state, message = bootstrap()
    if state == "failed":
        try:
            with open(LOG, errors="replace") as f:
                tail = [line for line in f if not NOISE.search(line)][-LOG_LINES:]
        except OSError:
            tail = []
        return 500, masked("failed: %s\n%s" % (message, "".join(tail)))
    if state == "running":
        return 503, "waiting: %s\n" % message
    failing = failing_checks("ready")
    if failing:
        crash = crashes.looping(failing)
        return (500, "failed: %s\n%s" % (crash, waiting_for(failing, LOG_LINES)[1])) if crash else waiting_for(failing)
    crashes.restarts.clear()
    return 200, "ready\n"


def retry():
    if bootstrap()[0] == "failed":
        open(RETRY, "a").close()
        return 202, "the bootstrap begins again\n"
    steps = [name for name in STEPS if os.path.exists(FAILED % name)]
    for name in steps:
        open(RETRY_STEP + name, "a").close()
    return (202, "%s begins again\n" % ", ".join(steps)) if steps else (409, "nothing has failed\n")


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/":
            status, text = report()
        elif url.path == "/in-service":
            status, text = report_service(set(",".join(parse_qs(url.query).get("checked-by", [])).split(",")) - {""})
        elif url.path in ("/finds", "/answers"):
            server = "%s:%s" % (self.client_address[0], "".join(parse_qs(url.query).get("port", [])))
            if url.path == "/finds":
                status, text = (200, "yes\n") if ask_proxy(is_found, server, False) else (503, "no\n")
            else:
                status, text = 200, json.dumps(ask_proxy(counted, server, [[0, 0], [0, 0]]))
        else:
            status, text = 404, "not found\n"
        self.answer(status, text)

    def do_POST(self):
        self.answer(*(retry() if self.path == "/retry" else (404, "not found\n")))

    def answer(self, status, text):
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
