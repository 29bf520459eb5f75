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
systemd holds the port: while this program starts again, questions wait instead of being refused.
"""
import os
import selectors
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pymysql

PORT = 9200
ROLE = "/var/lib/mysql-cluster/role"
ACCOUNT = "/var/lib/mysql-cluster/account"  # made by mysql-cluster when the app can log in
VOLUME = "/srv/mysql"
ROOM = 0.05  # of the volume: more than what makes a primary hand over (mysql-cluster)
MAX_QUEUE = 1000  # transactions a reader may be behind
ASK_SECONDS = 0.3  # another node's agent
PING_SECONDS = 0.5  # systemd ends this program after 3.5 s without one; a question to the server takes at most 3 s
QUESTION_BYTES, QUESTION_SECONDS = 4096, 5
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
OTHERS = "SELECT MEMBER_HOST FROM performance_schema.replication_group_members WHERE MEMBER_ID <> @@server_uuid"

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


def rows(sql):
    global connection
    if connection is None:
        connection = pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="mysql-role", connect_timeout=1,
                                     read_timeout=1, write_timeout=1, autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def query():
    found = rows(SQL)
    return found[0] if found else (0, 0, 0, 0)


def paths(in_place, primary, queue, replicas):
    """The paths that answer 200."""
    if not in_place:
        return frozenset()
    if primary:
        return frozenset({"/member", "/writer"} | (set() if int(replicas or 0) else {"/reader"}))
    return frozenset({"/member", "/replica", "/reader"} if int(queue) <= MAX_QUEUE else ())


class Doubt:
    """Of a primary that was without a majority and has one again: the others may have elected another one meanwhile, which it learns some seconds
    later (3.3 s were seen). It takes writes again when all others say that they take none, or has stayed primary for much longer than that."""
    SECONDS = 8.0

    def __init__(self, others, status_of):
        self.others, self.status_of = others, status_of
        self.pool, self.since, self.asked = ThreadPoolExecutor(4), None, None

    def hinders(self, in_place, primary, now):
        if not primary:
            self.since = None
        elif not in_place:
            self.since, self.asked = now, None
        elif self.since is not None and (now - self.since > self.SECONDS or self.nobody_else_writes()):
            self.since = None
        return self.since is not None

    def nobody_else_writes(self):
        """Waits for nobody: the answers are there at one of the next questions."""
        if self.asked is None:
            self.asked = [self.pool.submit(self.status_of, host) for host in self.others()]
        if not all(one.done() for one in self.asked):
            return False
        statuses, self.asked = [one.result() for one in self.asked], None
        return all(status == 503 for status in statuses)


def others():
    return [host for host, in rows(OTHERS)]


def status_of(host):
    try:
        with socket.create_connection((host, PORT), ASK_SECONDS) as to:
            to.sendall(b"GET /writer HTTP/1.0\r\n\r\n")
            return int(to.recv(64).split()[1])
    except (OSError, ValueError, IndexError):
        return None


doubt = Doubt(others, status_of)


def is_late(error):
    """As pymysql words it, of a connection and of a query."""
    return "timed out" in str(error)


def duties():
    """What this node may be used for now."""
    global connection, cached, answered
    if time.monotonic() - cached[0] < 0.05:
        return cached[1]
    found = frozenset()
    try:
        if os.path.exists(ACCOUNT):
            in_place, primary, queue, replicas = query()
            if not doubt.hinders(in_place, primary, time.monotonic()):
                found = paths(in_place, primary, queue, replicas)
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


def answer(path):
    """(status, text)"""
    if path == "/role":
        return 200, role()
    return (200, "yes") if (has_room() if path == "/space" else path in duties()) else (503, "no")


def response(question):
    """To what a client has sent so far; None while that is no whole request."""
    if b"\r\n\r\n" not in question:
        return None
    words = question.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(words) != 3 or words[0] not in ("GET", "HEAD"):
        status, text = 400, "no"
    else:
        status, text = answer(words[1])
    body = text + "\n"
    head = "HTTP/1.0 %d %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, "OK" if status == 200 else "Service Unavailable", len(body))
    return (head + ("" if words[0] == "HEAD" else body)).encode()


class Server:
    """One thread: all that takes time is the local server's answer, which is the same for everybody."""

    def __init__(self, *listeners):
        self.listeners, self.selector, self.clients = listeners, selectors.DefaultSelector(), {}
        for listener in listeners:
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ)

    def turn(self, seconds):
        """Answers who has asked; waits no longer than that for a question."""
        for key, _ in self.selector.select(seconds):
            if key.fileobj in self.listeners:
                self.admit(key.fileobj)
            else:
                self.hear(key.fileobj)
        for client in [one for one, (_, since) in self.clients.items() if time.monotonic() - since > QUESTION_SECONDS]:
            self.dismiss(client)

    def admit(self, listener):
        try:
            client, _ = listener.accept()
        except OSError:  # it has gone
            return
        client.setblocking(False)
        self.clients[client] = (b"", time.monotonic())
        self.selector.register(client, selectors.EVENT_READ)
        self.hear(client)

    def hear(self, client):
        heard, since = self.clients[client]
        try:
            more = client.recv(QUESTION_BYTES)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        heard += more
        said = response(heard) if more else b""
        if said is None and len(heard) < QUESTION_BYTES:
            self.clients[client] = (heard, since)
            return
        try:
            client.send(said or b"")
        except OSError:
            pass  # a health check has all it wants in the status line
        self.dismiss(client)

    def dismiss(self, client):
        del self.clients[client]
        self.selector.unregister(client)
        client.close()


def tell_systemd(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


def main():
    fds = range(3, 3 + int(os.environ["LISTEN_FDS"]))
    server, pinged = Server(*[socket.socket(fileno=fd) for fd in fds]), 0.0
    while True:
        server.turn(PING_SECONDS)
        if time.monotonic() - pinged >= PING_SECONDS:
            pinged = time.monotonic()
            tell_systemd("WATCHDOG=1")


if __name__ == "__main__":
    SQL, patience = (PAIR, PAIR_PATIENCE) if is_pair() else (GROUP, GROUP_PATIENCE)
    main()
