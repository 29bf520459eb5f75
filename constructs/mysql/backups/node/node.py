"""This node: its server, its place in the cluster, the bucket, and how its jobs went last."""
import contextlib
import fcntl
import importlib.machinery
import importlib.util
import json
import os
import socket
import time

from bucket import Bucket
from isolated import Isolated

STATE = "/var/lib/mysql-backup"


def load_cluster(path="/usr/local/sbin/mysql-cluster"):
    loader = importlib.machinery.SourceFileLoader("cluster", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("cluster", loader))
    loader.exec_module(module)
    return module


class Node:
    """This node, its server, and the bucket."""

    def __init__(self, settings):
        self.settings = settings
        self.cluster = load_cluster()
        self.own = self.cluster.settings()
        self.name = "%s.%s" % (socket.gethostname().split(".")[0], self.own["DOMAIN"])
        self.bucket = Bucket(settings)

    def server(self):
        return self.cluster.Server()

    def has_joined(self):
        """Before, its binary logs may have what no other node has: what the server's package wrote."""
        return bool(self.cluster.read(self.cluster.ROLE)) or os.path.exists(self.cluster.MEMBER)

    def isolated(self, name):
        cluster = self.cluster

        class SocketServer(cluster.Server):
            def __init__(self, path):
                import pymysql
                self.connection = pymysql.connect(unix_socket=path, user="root", connect_timeout=10, read_timeout=3600, autocommit=True)
        return Isolated(name, SocketServer)

    def members(self, local):
        if self.own["KIND"] == "group":
            return local.rows("SELECT MEMBER_HOST, MEMBER_STATE, MEMBER_ROLE FROM performance_schema.replication_group_members")
        other = next(name for name in self.own["NODES"].split() if name != self.name)
        if local.value("SELECT @@global.super_read_only") == 0:
            replica = "ONLINE" if self.cluster.has_replica(local) else "OFFLINE"
            return [(self.name, "ONLINE", "PRIMARY"), (other, replica, "SECONDARY")]
        state = local.value("SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''")
        return [(self.name, "ONLINE" if state == "ON" else "OFFLINE", "SECONDARY"), (other, "ONLINE", "PRIMARY")]


def note(job, **what):
    """For operators and metrics: how a job went last, and when it went well last."""
    before = read_note(job)
    now = dict(before, **what, time=round(time.time()))
    if what.get("ok"):
        now["last_good"] = now["time"]
        now.pop("error", None)
    os.makedirs(STATE, exist_ok=True)
    path = "%s/%s.json" % (STATE, job)
    with open(path + ".new", "w") as f:
        json.dump(now, f)
    os.replace(path + ".new", path)


def read_note(job):
    try:
        with open("%s/%s.json" % (STATE, job)) as f:
            return json.load(f)
    except (OSError, ValueError):
        return {}


@contextlib.contextmanager
def alone(what):
    """One at a time on this node; the others wait."""
    with open("/run/mysql-backup-%s.lock" % what, "w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield
