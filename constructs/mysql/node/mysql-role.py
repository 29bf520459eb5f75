#!/usr/bin/python3
"""Tells proxies what this node is: GET /writer, /replica, /reader (either): 200 or 503. GET /role: primary, replica, none.

One connection to the local server is kept (auth_socket, no password); an answer is shared for 150 ms.
"""
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymysql

PORT = 9200
ROLE = "/var/lib/mysql-cluster/role"
MAX_QUEUE = 1000  # transactions a reader may be behind
GROUP = """SELECT m.MEMBER_STATE = 'ONLINE' AND NOT @@global.offline_mode
   AND (SELECT SUM(MEMBER_STATE IN ('ONLINE', 'RECOVERING')) * 2 > COUNT(*) FROM performance_schema.replication_group_members),
  m.MEMBER_ROLE = 'PRIMARY' AND NOT @@global.super_read_only,
  COALESCE((SELECT COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE FROM performance_schema.replication_group_member_stats
            WHERE MEMBER_ID = @@server_uuid), 0)
  FROM performance_schema.replication_group_members m WHERE m.MEMBER_ID = @@server_uuid"""
PAIR = """SELECT NOT @@global.super_read_only OR EXISTS (SELECT 1 FROM performance_schema.replication_connection_status c
    JOIN performance_schema.replication_applier_status a USING (CHANNEL_NAME) WHERE c.SERVICE_STATE = 'ON' AND a.SERVICE_STATE = 'ON'),
  NOT @@global.super_read_only, 0"""

lock = threading.Lock()
connection = None
cached = (0.0, frozenset())


def is_pair():
    with open("/etc/mysql-cluster/env") as f:
        return "KIND=pair\n" in f


SQL = None


def query():
    global connection
    if connection is None:
        connection = pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="mysql-role", connect_timeout=1,
                                     read_timeout=1, write_timeout=1, autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return cursor.fetchone()


def duties():
    """What this node may be used for now."""
    global connection, cached
    with lock:
        if time.monotonic() - cached[0] < 0.15:
            return cached[1]
        found = set()
        try:
            row = query()
            if row and row[0]:
                found.add("/writer" if row[1] else "/replica" if int(row[2]) <= MAX_QUEUE else None)
                found.add("/reader" if row[1] or int(row[2]) <= MAX_QUEUE else None)
        except Exception:  # the server is away: this node may be used for nothing
            if connection is not None:
                try:
                    connection.close()
                except Exception:
                    pass
            connection = None
        cached = (time.monotonic(), frozenset(found))
        return cached[1]


def role():
    try:
        with open(ROLE) as f:
            return f.read().strip()
    except OSError:
        return "none"


class Handler(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self):
        status, text = (200, role()) if self.path == "/role" else (200, "yes") if self.path in duties() else (503, "no")
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            pass  # a health check has all it wants in the status line

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    SQL = PAIR if is_pair() else GROUP
    Server(("0.0.0.0", PORT), Handler).serve_forever()
