"""Shows the way of a request through the site, and stores visits: written on the primary, read from a replica.

GET /            a page for people          GET /path        the same as JSON, nothing is written
POST /visits     {"id": "..."} optional: stores a visit on the primary and reads that row from a replica
GET /visits/ID   how often that id was stored (a drill counts lost and doubled writes with it)
GET /healthz     200 while this process works; it does not depend on the database
GET /metrics     on METRICS_PORT alone, for Prometheus: requests, how long they took, errors of the database
"""
import html
import json
import mmap
import os
import socket
import struct
import tempfile
import threading
import time
import uuid

import pymysql

NODE = socket.gethostname()
TABLE = """CREATE TABLE IF NOT EXISTS visits (
  number BIGINT AUTO_INCREMENT PRIMARY KEY, id VARCHAR(64) NOT NULL, path VARCHAR(200) NOT NULL,
  written_on VARCHAR(64) NOT NULL, at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), KEY (id))"""


class Metrics:
    """Each worker counts in a file of its own, and the one that is asked adds up all of them: those of workers that have ended, too."""
    CODES = ("200", "201", "400", "404", "503")
    BUCKETS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "+Inf")
    FAMILIES = {
        "http_requests_total": ("counter", "Requests answered, without /healthz and those of Prometheus.", ['{code="%s"}' % code for code in CODES]),
        "http_request_duration_seconds": ("histogram", "Until the answer began.",
                                          ['_bucket{le="%s"}' % le for le in BUCKETS] + ["_sum", "_count"]),
        "database_errors_total": ("counter", "Requests that failed since the database did not do what it was asked.", [""]),
    }
    NAMES = [family + suffix for family, (_, _, suffixes) in FAMILIES.items() for suffix in suffixes]
    FORMAT = "%dd" % len(NAMES)

    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.directory, self.lock = directory, threading.Lock()
        file = os.open(os.path.join(directory, str(os.getpid())), os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(file, struct.calcsize(self.FORMAT))
        self.counts = memoryview(mmap.mmap(file, struct.calcsize(self.FORMAT))).cast("d")
        os.close(file)

    def add(self, values):
        with self.lock:
            for name, value in values.items():
                self.counts[self.NAMES.index(name)] += value

    def request(self, code, seconds):
        duration = "http_request_duration_seconds"
        buckets = {'%s_bucket{le="%s"}' % (duration, le): 1 for le in self.BUCKETS if seconds <= float(le)}
        self.add({'http_requests_total{code="%s"}' % code: 1, **buckets, duration + "_sum": seconds, duration + "_count": 1})

    def text(self):
        workers = [struct.unpack(self.FORMAT, open(os.path.join(self.directory, name), "rb").read()) for name in os.listdir(self.directory)]
        totals = dict(zip(self.NAMES, map(sum, zip(*workers))))
        lines = []
        for family, (kind, text, suffixes) in self.FAMILIES.items():
            lines += ["# HELP %s %s" % (family, text), "# TYPE %s %s" % (family, kind)]
            lines += ["%s%s %r" % (family, suffix, totals[family + suffix]) for suffix in suffixes]
        return "\n".join(lines) + "\n"


METRICS = Metrics(os.path.join(tempfile.gettempdir(), "app-metrics"))


def connect(role):
    """A connection to the writer or to a reader, through this node's service proxy; TLS, verified against the cluster's CA.
    Not against the name: it is this node's own, and the certificate of a managed cluster has DigitalOcean's."""
    return pymysql.connect(
        host=os.environ["DATABASE_%s_HOST" % role], port=int(os.environ["DATABASE_%s_PORT" % role]),
        user=os.environ["DATABASE_USER"], password=os.environ["DATABASE_PASSWORD"],
        database=os.environ["DATABASE_NAME"], ssl={"ca": os.environ["DATABASE_CA"], "check_hostname": False},
        connect_timeout=2, read_timeout=5, write_timeout=5, autocommit=True)


def ask(connection, sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def way(environ):
    return {
        "load_balancer": environ.get("HTTP_X_LOAD_BALANCER", "-"),
        "web_server": environ.get("HTTP_X_WEB_SERVER", "-"),
        "app_server": NODE,
    }


def look(environ):
    """Who would serve a write and a read, and how many visits there are."""
    with connect("WRITER") as writer, connect("READER") as reader:
        primary = ask(writer, "SELECT @@hostname")[0]
        replica = ask(reader, "SELECT @@hostname")[0]
        exists = ask(reader, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'visits'")[0]
        visits = ask(reader, "SELECT COUNT(*) FROM visits")[0] if exists else 0
    return {**way(environ), "mysql_primary": primary, "mysql_replica": replica, "visits": visits}


def visit(environ, identity):
    """Writes a row on the primary, and reads that row from a replica as soon as the replica has it."""
    path = " > ".join(way(environ).values())
    with connect("WRITER") as writer:
        if not ask(writer, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'visits'")[0]:
            ask(writer, TABLE)
        ask(writer, "INSERT INTO visits (id, path, written_on) VALUES (%s, %s, @@hostname)", identity, path)
        number = ask(writer, "SELECT LAST_INSERT_ID()")[0]
        written = ask(writer, "SELECT @@global.gtid_executed, @@hostname")
    with connect("READER") as reader:
        if ask(reader, "SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, 3)", written[0])[0] != 0:
            raise TimeoutError("the replica has not received the row within 3 s")
        row = ask(reader, "SELECT id, written_on, @@hostname FROM visits WHERE number = %s", number)
    return {**way(environ), "number": number, "id": row[0], "written_on": row[1], "read_from": row[2]}


def count(identity):
    with connect("WRITER") as writer:
        return {"id": identity, "stored": ask(writer, "SELECT COUNT(*) FROM visits WHERE id = %s", identity)[0]}


def page(facts):
    steps = [("Load balancer", "HAProxy", facts["load_balancer"]), ("Web server", "nginx", facts["web_server"]),
             ("App server", "gunicorn", facts["app_server"]), ("Writes go to", "MySQL primary", facts["mysql_primary"]),
             ("Reads come from", "MySQL", facts["mysql_replica"])]
    cells = "".join("<li><small>%s</small><b>%s</b><small>%s</small></li>" % tuple(map(html.escape, (what, node, kind)))
                    for what, kind, node in steps)
    return """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>www.foobar.com</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:3rem auto;padding:0 1rem;color:#123}
ol{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}
li{flex:1 1 8rem;border:1px solid #9ab;border-radius:.5rem;padding:.75rem;background:#f4f8fb}
li b{display:block;font-size:1.2rem} small{color:#567}
button{font:inherit;padding:.5rem 1rem;border:0;border-radius:.5rem;background:#06c;color:#fff;cursor:pointer}
pre{background:#f4f8fb;padding:1rem;border-radius:.5rem;min-height:1.5rem}</style>
<h1>www.foobar.com</h1><p>The way of this request:</p><ol>%s</ol>
<p><b>%d</b> visits are stored.</p><button id="b">Write a visit, and read it back from a replica</button><pre id="r"></pre>
<script src="/app.js"></script></html>""" % (cells, facts["visits"])


SCRIPT = """document.getElementById('b').onclick = async () => {
  const r = await fetch('/visits', { method: 'POST' });
  document.getElementById('r').textContent = JSON.stringify(await r.json(), null, 2);
};
"""


def read_identity(environ):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = json.loads(environ["wsgi.input"].read(length) or b"{}") if length else {}
    identity = str(body.get("id", uuid.uuid4())) if isinstance(body, dict) else ""
    if not 0 < len(identity) <= 64:
        raise ValueError("id must have 1 to 64 characters")
    return identity


def of_prometheus(environ):
    """The port that a request came to, which no client can choose by a header."""
    return environ.get("SERVER_PORT") == os.environ.get("METRICS_PORT", "none")


def route(environ):
    """(status, content type, text)"""
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    as_json = lambda status, value: (status, "application/json", json.dumps(value) + "\n")
    reading = method in ("GET", "HEAD")
    if of_prometheus(environ):
        if path == "/metrics" and reading:
            return "200 OK", "text/plain; version=0.0.4; charset=utf-8", METRICS.text()
        return as_json("404 Not Found", {"error": "nothing is here"})
    if path == "/healthz":
        return "200 OK", "text/plain", "ok\n"
    if path == "/app.js" and reading:
        return "200 OK", "text/javascript", SCRIPT
    if path == "/" and reading:
        return "200 OK", "text/html; charset=utf-8", page(look(environ))
    if path == "/path" and reading:
        return as_json("200 OK", look(environ))
    if path == "/visits" and method == "POST":
        return as_json("201 Created", visit(environ, read_identity(environ)))
    if path.startswith("/visits/") and reading:
        return as_json("200 OK", count(path[len("/visits/"):]))
    return as_json("404 Not Found", {"error": "nothing is here"})


def record(environ, status, seconds):
    """Counted, and found again by its id in the logs of every tier (command `logs`)."""
    if environ["PATH_INFO"] != "/healthz" and not of_prometheus(environ):
        METRICS.request(status[:3], seconds)
        print(json.dumps({"request_id": environ.get("HTTP_X_REQUEST_ID", ""), "method": environ["REQUEST_METHOD"],
                          "path": environ["PATH_INFO"], "status": int(status[:3]), "seconds": round(seconds, 3)}), flush=True)


def application(environ, start_response):
    begun = time.monotonic()
    try:
        status, kind, text = route(environ)
    except (ValueError, TypeError) as error:
        status, kind, text = "400 Bad Request", "application/json", json.dumps({"error": str(error)}) + "\n"
    except (pymysql.Error, OSError, KeyError) as error:
        # The journal gets the cause; visitors get none of it.
        METRICS.add({"database_errors_total": 1})
        print("%s %s: %s: %s" % (environ["REQUEST_METHOD"], environ["PATH_INFO"], type(error).__name__, error), flush=True)
        status, kind, text = "503 Service Unavailable", "application/json", '{"error": "the database does not answer, try again"}\n'
    record(environ, status, time.monotonic() - begun)
    body = text.encode()
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
                            ("X-App-Server", NODE)])
    return [body]
