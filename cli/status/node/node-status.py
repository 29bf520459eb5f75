"""python3 - HOURS, sent to a node by the command `status` and run there as root. Prints JSON: what this node is, how it is, whom it calls, and what
has happened to it in so many hours. What a node has not is left out, so the same program serves every tier. Shape: cli/status/node-status.ts.
"""
import csv
import datetime
import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request

HAPROXY = "/run/haproxy/admin.sock"
VRRP = "/run/lb-failover/state"
DRAINING = ("/run/nginx-draining",)
CERTIFICATE = "/etc/haproxy/site.pem"
VOLUMES = ("/", "/srv/mysql")
READINESS, ROLES = 9180, 9200
EVENTS = 20


def http(port, path):
    """(status, text); (0, why) when nobody answers."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=3) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def output(*argv):
    return subprocess.run(argv, capture_output=True, text=True, timeout=10).stdout


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except OSError:
        return None


def haproxy(command):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(3)
        connection.connect(HAPROXY)
        connection.sendall((command + "\n").encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def servers_in(stat):
    """Of `show stat`: servers that stand for a node. A slot of a template without an address stands for none."""
    rows = csv.DictReader(stat.lstrip("# ").splitlines())
    return [{"backend": row["pxname"], "slot": row["svname"], "address": row["addr"].rsplit(":", 1)[0], "state": row["status"].split(" ")[0]}
            for row in rows
            if row["svname"] not in ("FRONTEND", "BACKEND") and re.match(r"\d+\.\d+\.\d+\.\d+:", row["addr"] or "")
            and not row["addr"].startswith("127.") and not row["status"].startswith("MAINT (resolution)")]


def servers():
    try:
        return servers_in(haproxy("show stat"))
    except OSError:
        return []


def role():
    """(role, whether the node is being taken out of use)"""
    if os.path.exists(VRRP):
        drains = read("/run/lb-failover/drain") == "1" or read("/run/lb-failover/superseded") == "1"
        return {"MASTER": "active", "BACKUP": "standby"}.get(read(VRRP), "fault"), drains
    if os.path.exists("/usr/local/sbin/mysql-role"):
        for path, name in (("/writer", "primary"), ("/replica", "replica")):
            if http(ROLES, path)[0] == 200:
                return name, False
        return "out of the cluster", False
    return "", any(os.path.exists(path) for path in DRAINING)


def memory_used():
    """Per cent."""
    values = dict(re.findall(r"^(\w+):\s+(\d+)", read("/proc/meminfo") or "", re.M))
    return round(100 * (1 - int(values["MemAvailable"]) / int(values["MemTotal"])))


def volume_used(path):
    """Per cent, as `df` counts."""
    space = os.statvfs(path)
    used = space.f_blocks - space.f_bfree
    return round(100 * used / (used + space.f_bavail))


def workers():
    """name -> state of each further process of the app, as systemd has it."""
    shown = output("systemctl", "show", "-p", "Id,ActiveState,NRestarts", "app-worker-*.service")
    states = [dict(line.split("=", 1) for line in unit.splitlines()) for unit in shown.split("\n\n") if unit.strip()]
    return {one["Id"][len("app-worker-"):-len(".service")]: {"running": one["ActiveState"] == "active", "restarts": int(one["NRestarts"])} for one in states}


def certificate_days():
    if not os.path.exists(CERTIFICATE):
        return None
    ends = output("openssl", "x509", "-noout", "-enddate", "-in", CERTIFICATE).partition("=")[2].strip()
    until = datetime.datetime.strptime(ends, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=datetime.timezone.utc)
    return (until - datetime.datetime.now(datetime.timezone.utc)).days


SERVER = re.compile(r"Server ([\w-]+)/([\w-]+) is (UP|DOWN)")
VRRP_STATE = re.compile(r"\(\w+\) Entering (MASTER|BACKUP|FAULT) STATE")
VRRP_WORDS = {"MASTER": "becomes active", "BACKUP": "stands by", "FAULT": "cannot serve"}
CLUSTER = re.compile(r"^(join|bootstrap|diverged|hand over|give up)\b.*")
FAILED = re.compile(r"^([\w@.-]+\.\w+): Failed with result '(.*)'")


def event(entry, address_of):
    """What a line of the journal says, in words; None for those that people need not see."""
    identifier, message = entry.get("SYSLOG_IDENTIFIER", ""), entry.get("MESSAGE", "")
    if not isinstance(message, str):
        return None
    if identifier == "haproxy":
        found = SERVER.search(message)
        if not found or message.startswith("["):  # the daemon says it twice: to the log and to its own output
            return None
        backend, slot, state = found.groups()
        where = address_of.get((backend, slot), slot)
        return "%s finds %s %s" % (backend, where, state.lower())
    if identifier == "Keepalived_vrrp":
        found = VRRP_STATE.search(message)
        return VRRP_WORDS[found.group(1)] if found else None
    if identifier == "mysql-cluster":
        found = CLUSTER.match(message)
        return found.group(0) if found else None
    if identifier == "systemd":
        found = FAILED.match(message)
        return "%s failed: %s" % found.groups() if found else None
    return None


def events(hours, known):
    address_of = {(one["backend"], one["slot"]): one["address"] for one in known}
    wanted = [part for name in ("haproxy", "Keepalived_vrrp", "mysql-cluster", "systemd") for part in ("-t", name)]
    found = []
    for line in output("journalctl", "-o", "json", "--output-fields=MESSAGE,SYSLOG_IDENTIFIER", "--since", "-%dh" % hours, "-n", "2000", *wanted).splitlines():
        entry = json.loads(line)
        what = event(entry, address_of)
        if what:
            found.append({"at": int(entry["__REALTIME_TIMESTAMP"]) // 1000, "what": what})
    return found[-EVENTS:]


def main(hours):
    what, drains = role()
    known = servers()
    ready, says = http(READINESS, "/")
    print(json.dumps({
        "addresses": re.findall(r"inet ([\d.]+)/", output("ip", "-4", "-o", "address", "show", "dev", "eth1")),
        "role": what,
        "draining": drains,
        "ready": ready == 200,
        "says": says.strip().splitlines()[0] if says.strip() else "nothing",
        "failedUnits": [line.split()[0] for line in output("systemctl", "list-units", "--state=failed", "--plain", "--no-legend").splitlines()],
        "workers": workers(),
        "load": os.getloadavg()[0],
        "memoryUsed": memory_used(),
        "volumesUsed": {path: volume_used(path) for path in VOLUMES if os.path.ismount(path)},
        "rebootRequired": os.path.exists("/run/reboot-required"),
        "certificateDays": certificate_days(),
        "servers": known,
        "events": events(hours, known),
    }))


if __name__ == "__main__":
    main(int(sys.argv[1]))
