#!/usr/bin/python3
"""Writes metrics of the site for node-exporter. As root, in a loop.

site-facts           writes the facts every 10 s
site-facts drift     names the files that are not as they were deployed
"""
import base64
import glob
import gzip
import hashlib
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

FILE = "/run/site-facts/site.prom"
STATE = "/var/lib/site-facts/handed-over.json"
USER_DATA = "/var/lib/cloud/instance/user-data.txt"
SETTINGS = "/etc/node-settings/settings.json"
RECEIVED = "/var/lib/node-settings/received"
PACKED_FILES = "/var/lib/packed-files"
CERTIFICATES = ("/etc/haproxy/site.pem", "/etc/mysql/tls/node.pem")
DRAINING = ("/run/nginx-draining",)
DRAINING_SAYS = ("/run/lb-failover/drain", "/run/lb-failover/superseded")  # by what is in them
CURSOR = "/run/site-facts/ssh-cursor"
SSH_FAILURE = re.compile(r"^(Failed |Invalid user|Connection (closed|reset) by (authenticating|invalid) user|Disconnected from (authenticating|invalid) user)"
                         r"|maximum authentication attempts")
EVERY = 10
DAY = 86400
LAG = """SELECT COALESCE(MAX(TIMESTAMPDIFF(MICROSECOND, APPLYING_TRANSACTION_ORIGINAL_COMMIT_TIMESTAMP, NOW(6))), 0) / 1e6
  FROM performance_schema.replication_applier_status_by_worker WHERE APPLYING_TRANSACTION <> ''"""


# ---- what is asked

def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return None


def read_json(path):
    text = read(path)
    return None if text is None else json.loads(text)


def output(*argv):
    return subprocess.run(argv, timeout=20, capture_output=True, text=True).stdout


def status_of(url):
    """The HTTP status, 0 without an answer."""
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def ask_haproxy(command, path="/run/haproxy/admin.sock"):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect(path)
        connection.sendall(command.encode() + b"\n")
        parts = iter(lambda: connection.recv(65536), b"")
        return b"".join(parts).decode()


def query(sql):
    import pymysql
    connection = pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="root", connect_timeout=2, read_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        connection.close()


# ---- facts: (name, labels, value)

def readiness():
    status = status_of("http://127.0.0.1:9180/")
    return [("site_node_info", {}, 1), ("site_node_ready", {}, int(status == 200)), ("site_cloud_init_ok", {}, int(status != 500))]


def draining(marks=DRAINING, says=DRAINING_SAYS):
    """Being taken out of use: what it does goes to others."""
    drains = any(map(os.path.exists, marks)) or any((read(path) or "").strip() == "1" for path in says)
    return [("site_node_draining", {}, int(drains))]


def failed_units():
    listed = output("systemctl", "list-units", "--state=failed", "--plain", "--no-legend")
    # Schedules have a fact of their own.
    return [("site_failed_units", {}, sum(1 for line in listed.splitlines() if not line.startswith("app-schedule-")))]


def app_units(kind):
    """(name, what systemd knows of it) of the app's further processes"""
    prefix = "app-%s-" % kind
    for unit in output("systemctl", "show", "-p", "Id,ActiveState,NRestarts", prefix + "*.service").split("\n\n"):
        state = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        if state:
            yield state["Id"][len(prefix):-len(".service")], state


def workers():
    return [("site_app_worker_restarts_total", {"worker": name}, int(state["NRestarts"])) for name, state in app_units("worker")]


def schedules():
    """Whether the last run here failed, or waits for the database."""
    failed = lambda state: state["ActiveState"] == "failed" or state["ActiveState"] == "activating" and int(state["NRestarts"]) > 0
    return [("site_app_schedule_failed", {"schedule": name}, int(failed(state))) for name, state in app_units("schedule")]


def reboot(now, path="/run/reboot-required"):
    # A node that needs none needs it since now.
    return [("site_reboot_required_since_seconds", {}, os.stat(path).st_mtime if os.path.exists(path) else now)]


class SshFailures:
    """Counted since the boot; the journal remembers up to where."""

    def __init__(self):
        self.total = 0

    def __call__(self):
        lines = output("journalctl", "-q", "-b", "-o", "cat", "--cursor-file=" + CURSOR, "-t", "sshd", "-t", "sshd-session")
        self.total += sum(1 for line in lines.splitlines() if SSH_FAILURE.search(line))
        return [("site_ssh_failures_total", {}, self.total)]


def certificates(paths=CERTIFICATES):
    facts = []
    for path in paths:
        if os.path.exists(path):
            end = output("openssl", "x509", "-enddate", "-noout", "-in", path).strip().partition("=")[2]
            facts.append(("site_certificate_expiry_timestamp_seconds", {"file": path}, ssl.cert_time_to_seconds(end)))
    return facts


def failover():
    state = (read("/run/lb-failover/state") or "").strip()
    return [("site_failover_master", {}, int(state == "MASTER"))] if state else []


class ReservedIp:
    """An API that does not answer changes nothing in who has the address."""

    def __init__(self):
        self.holder = None

    def __call__(self):
        if not os.path.exists("/etc/lb-failover/settings.json"):
            return []
        self.holder = output("claim-reserved-ip", "holder").strip() or self.holder
        if self.holder is None:
            return []
        return [("site_reserved_ip_held", {}, int(self.holder != "nobody")), ("site_reserved_ip_here", {}, int(self.holder == "here"))]


def slow_requests():
    """Counted by a load balancer's HAProxy; others have no such table."""
    if not os.path.exists("/run/haproxy/admin.sock"):
        return []
    table = ask_haproxy("show table slow_requests")
    if not table.startswith("# table: slow_requests"):
        return []
    counted = re.search(r"gpc0=(\d+)", table)
    return [("site_slow_requests_total", {}, int(counted.group(1)) if counted else 0)]


def mysql():
    if not os.path.exists("/etc/mysql-cluster/env"):
        return []
    is_a = lambda role: ("site_mysql_" + role, {}, int(status_of("http://127.0.0.1:9200/" + role) == 200))
    facts = [is_a("member"), is_a("writer"), is_a("replica")]
    try:
        facts.append(("site_mysql_lag_seconds", {}, float(query(LAG))))
    except Exception:  # a server that is away is no member
        pass
    return facts


def backups(directory="/var/lib/mysql-backup", settings="/etc/mysql-backup/settings.json", since="/etc/mysql-cluster/env"):
    plan = read_json(settings) or {"enabled": False}
    if not plan["enabled"]:
        return []
    facts = []
    intervals = {"archive": 60, "base": plan["base_every_hours"] * 3600, "drill": plan["drill_every_days"] * DAY}
    for kind, interval in intervals.items():
        # Of what has never been there the first is due since the node is.
        good = (read_json("%s/%s.json" % (directory, kind)) or {}).get("last_good", os.stat(since).st_mtime)
        facts.append(("site_backup_last_good_timestamp_seconds", {"kind": kind}, good))
        facts.append(("site_backup_interval_seconds", {"kind": kind}, interval))
    return facts


def journal_unsent(now, directories="/var/lib/private/site-journal-*"):
    """How long the oldest unsent line has waited, for each monitoring droplet."""
    facts = []
    for directory in glob.glob(directories):
        known = read(directory + "/cursor")
        if known is None:  # nothing was ever sent
            since = os.stat(directory).st_mtime
        else:
            cursor = known.partition("LAST_CURSOR=")[2].split()[0]
            line = output("journalctl", "-q", "--after-cursor=" + cursor, "-n", "+1", "-o", "json", "--output-fields=_HOSTNAME")
            since = int(json.loads(line)["__REALTIME_TIMESTAMP"]) / 1e6 if line else now
        to = directory.partition("site-journal-")[2].split(".")[0]
        facts.append(("site_journal_unsent_seconds", {"to": to}, max(0, now - since)))
    return facts


# ---- drift

def digest(path):
    try:
        with open(path, "rb") as f:
            return hashlib.sha256(f.read()).hexdigest()
    except OSError:
        return None


def deployed(user_data):
    """path -> digest of what the bootstrap wrote."""
    import yaml
    files = {f["path"]: content_of(f) for f in (yaml.safe_load(user_data) or {}).get("write_files", [])}
    packed = json.loads(gzip.decompress(base64.b85decode(files[PACKED_FILES]))) if PACKED_FILES in files else {}
    contents = {**files, **{path: text.encode() for path, (_, text) in packed.items()}}
    return {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}


def content_of(file):
    content = file["content"]
    return base64.b64decode(content) if file.get("encoding") == "b64" else content.encode()


def handed_over(paths, stamp, state=STATE):
    """path -> digest of what the last deploy handed over."""
    known = read_json(state) if os.path.exists(state) else None
    if known is None or known["stamp"] != stamp or set(known["files"]) != set(paths):
        known = {"stamp": stamp, "files": {path: digest(path) for path in paths}}
        with open(state + ".new", "w") as f:
            json.dump(known, f)
        os.replace(state + ".new", state)
    return known["files"]


class Drift:
    def __init__(self):
        self.settings = [path for group in read_json(SETTINGS) or [] for path in group["files"]]
        bootstrap = deployed(read(USER_DATA) or "")
        self.bootstrap = {path: wanted for path, wanted in bootstrap.items() if path not in self.settings}

    def files(self):
        stamp = os.stat(RECEIVED).st_mtime_ns if os.path.exists(RECEIVED) else None
        wanted = {**self.bootstrap, **(handed_over(self.settings, stamp) if stamp else {})}
        return sorted(path for path, one in wanted.items() if digest(path) != one)

    def __call__(self):
        return [("site_drifted_files", {}, len(self.files()))]


# ---- writing them

def render(facts, node):
    """Prometheus' text format; what is of one name stands together."""
    lines = []
    for name in sorted({name for name, _, _ in facts}):
        lines.append("# TYPE %s %s" % (name, "counter" if name.endswith("_total") else "gauge"))
        for _, labels, value in (fact for fact in facts if fact[0] == name):
            text = ",".join('%s="%s"' % pair for pair in {"node": node, **labels}.items())
            lines.append("%s{%s} %s" % (name, text, repr(float(value))))
    return "\n".join(lines) + "\n"


def write(path, text):
    with open(path + ".new", "w") as f:
        f.write(text)
    os.replace(path + ".new", path)


def main():
    node = socket.gethostname().split(".")[0]
    drift, reboot_now = Drift(), lambda: reboot(time.time())
    unsent_now = lambda: journal_unsent(time.time())
    # fact -> every how many rounds it is asked
    asked = {readiness: 1, draining: 1, failover: 1, slow_requests: 1, mysql: 1, failed_units: 3, workers: 3, schedules: 3, SshFailures(): 3, ReservedIp(): 3, reboot_now: 1,
             backups: 3, certificates: 30, drift: 6, unsent_now: 6}
    known = {}
    for n in range(sys.maxsize):
        began = time.monotonic()
        for fact, rounds in asked.items():
            if n % rounds == 0:
                try:
                    known[fact] = fact()
                except Exception as error:  # one that cannot be told must not silence the others
                    known.pop(fact, None)
                    print("%s: %s: %s" % (getattr(fact, "__name__", type(fact).__name__), type(error).__name__, error), flush=True)
        facts = [fact for several in known.values() for fact in several]
        write(FILE, render(facts + [("site_facts_timestamp_seconds", {}, time.time())], node))
        time.sleep(max(1, EVERY - (time.monotonic() - began)))


if __name__ == "__main__":
    if sys.argv[1:] == ["drift"]:
        print("\n".join(Drift().files()))
    else:
        main()
