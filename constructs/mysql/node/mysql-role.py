#!/usr/bin/python3
"""Tells proxies what this node is: 200 or 503.

GET /writer    the primary, and writable
GET /reader    a replica that is not far behind; the primary only while there is no replica
GET /replica   a replica that is not far behind
GET /member    any of these: the node is in its place
GET /role      of a pair, as text: primary, promoted, replica, none
GET /space     its data volume has room, so that it may become primary

Slow is not dead: while the local server is late, the last answer holds for as long as no other node could take over.
One connection to the local server is kept (auth_socket, no password); an answer is shared for 50 ms.
"""
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymysql

PORT = 9200
ROLE = "/var/lib/mysql-cluster/role"
ACCOUNT = "/var/lib/mysql-cluster/account"  # made by mysql-cluster when the app can log in
VOLUME = "/srv/mysql"
ROOM = 0.05  # of the volume: more than what makes a primary hand over (mysql-cluster)
MAX_QUEUE = 1000  # transactions a reader may be behind
GROUP = """SELECT m.MEMBER_STATE = 'ONLINE' AND NOT @@global.offline_mode
   AND (SELECT SUM(MEMBER_STATE IN ('ONLINE', 'RECOVERING')) * 2 > COUNT(*) FROM performance_schema.replication_group_members),
  m.MEMBER_ROLE = 'PRIMARY' AND NOT @@global.super_read_only,
  COALESCE((SELECT COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE FROM performance_schema.replication_group_member_stats
            WHERE MEMBER_ID = @@server_uuid), 0),
  (SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE' AND MEMBER_ROLE = 'SECONDARY')
  FROM performance_schema.replication_group_members m WHERE m.MEMBER_ID = @@server_uuid"""
PAIR = """SELECT NOT @@global.super_read_only OR EXISTS (SELECT 1 FROM performance_schema.replication_connection_status c
    JOIN performance_schema.replication_applier_status a USING (CHANNEL_NAME) WHERE c.SERVICE_STATE = 'ON' AND a.SERVICE_STATE = 'ON'),
  NOT @@global.super_read_only, 0,
  (SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Rpl_semi_sync_source_clients')"""

lock = threading.Lock()
connection = None
cached = (0.0, frozenset())
# The server's last own answer, and when.
answered = (0.0, frozenset())
# Seconds. A member of a group is expelled after 5 s of silence; of a pair, nobody is promoted but by hand.
GROUP_PATIENCE, PAIR_PATIENCE = 4.0, 30.0
patience = GROUP_PATIENCE


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
        return cursor.fetchone() or (0, 0, 0, 0)


def paths(in_place, primary, queue, replicas):
    """The paths that answer 200."""
    if not in_place:
        return frozenset()
    if primary:
        return frozenset({"/member", "/writer"} | (set() if int(replicas or 0) else {"/reader"}))
    return frozenset({"/member", "/replica", "/reader"} if int(queue) <= MAX_QUEUE else ())


def is_late(error):
    """As pymysql words it, of a connection and of a query."""
    return "timed out" in str(error)


def duties():
    """What this node may be used for now."""
    global connection, cached, answered
    with lock:
        if time.monotonic() - cached[0] < 0.05:
            return cached[1]
        found = frozenset()
        try:
            found = paths(*query()) if os.path.exists(ACCOUNT) else frozenset()
            answered = (time.monotonic(), found)
        except Exception as error:  # the server is away: this node may be used for nothing
            if is_late(error) and time.monotonic() - answered[0] < patience:
                found = answered[1]
            if connection is not None:
                try:
                    connection.close()
                except Exception:
                    pass
            connection = None
        cached = (time.monotonic(), found)
        return cached[1]


def has_room():
    space = os.statvfs(VOLUME)
    return space.f_bavail > ROOM * space.f_blocks


def role():
    try:
        with open(ROLE) as f:
            return f.read().strip()
    except OSError:
        return "none"


class Handler(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self):
        status, text = (200, role()) if self.path == "/role" else (200, "yes") if self.serves() else (503, "no")
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            pass  # a health check has all it wants in the status line

    do_HEAD = do_GET

    def serves(self):
        return has_room() if self.path == "/space" else self.path in duties()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    SQL, patience = (PAIR, PAIR_PATIENCE) if is_pair() else (GROUP, GROUP_PATIENCE)
    Server(("0.0.0.0", PORT), Handler).serve_forever()
