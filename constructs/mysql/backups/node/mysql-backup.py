#!/usr/bin/python3
"""Backups of this node's MySQL cluster, in a bucket. Run by timers and by `npm run mysql`, as root. Prints JSON.

archive              sends the binary logs that are not there yet; a file that is being written is closed first
base [--now]         when it is due and this node's turn, or at once: a copy of the data, by CLONE; then what no kept base needs goes
drill [--now]        when it is due and this node's turn, or at once: restores the newest base and its logs beside this server, and compares
restore POINT...     --latest | --to-time TIME | --before-gtid GTID: an isolated server, left running for people to look at
discard              removes that one, and the data that a restore of the whole cluster has replaced
list                 what there is, and how it went
begin-timeline WHY   from now on objects of another timeline; after a restore of the whole cluster
check                whether the bucket can be written and read
Exit 1: the last line says what is wrong and what mends it. Every run is safe to interrupt and to repeat.
"""
import contextlib
import fcntl
import importlib.machinery
import importlib.util
import json
import os
import shutil
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, "/usr/local/lib/mysql-backup")
import bucket as buckets  # noqa: E402
import gtids  # noqa: E402
import restoring  # noqa: E402
import schedule  # noqa: E402
from binlogs import created  # noqa: E402
from bucket import Failed, stamp  # noqa: E402
from isolated import DATA, Isolated  # noqa: E402

STATE = "/var/lib/mysql-backup"
REPLACED = DATA + "/data.replaced"
SYSTEM = "('mysql', 'sys', 'performance_schema', 'information_schema')"


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
        self.bucket = buckets.Bucket(settings)

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


# ---- state and locks

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


def say(line):
    print(line, file=sys.stderr, flush=True)


# ---- what is done

def archive(node):
    if not node.has_joined():
        return {"sent": 0}
    local, bucket = node.server(), node.bucket.open()
    with alone("archive"):
        known = read_note("archive")
        done = set(known.get("files", []) if known.get("timeline") == bucket.timeline else [])
        executed = local.value("SELECT @@global.gtid_executed").replace("\n", "")
        if not done or executed != known.get("gtids"):
            local.run("FLUSH BINARY LOGS")
        server, directory = local.value("SELECT @@server_uuid"), os.path.dirname(local.value("SELECT @@log_bin_basename"))
        closed = [row[0] for row in local.rows("SHOW BINARY LOGS")][:-1]
        names = {file: "binlogs/%s/%s-%s.zst.age" % (server, stamp(begun(directory + "/" + file)), file) for file in closed}
        sent = 0
        for file, name in names.items():
            if name not in done:
                node.bucket.upload(name, ["cat", directory + "/" + file])
                sent += 1
                done.add(name)
                note("archive", timeline=bucket.timeline, files=sorted(done & set(names.values())))
        note("archive", ok=True, timeline=bucket.timeline, files=sorted(done & set(names.values())), gtids=executed)
        return {"sent": sent, "timeline": bucket.timeline}


def begun(path):
    with open(path, "rb") as f:
        return created(f.read(8))


def base(node, *options):
    local, bucket, now = node.server(), node.bucket.open(), time.time()
    bases = bucket.bases()
    if "--now" not in options:
        every, turn = node.settings["base_every_hours"] * schedule.HOUR, schedule.turn(node.members(local))
        if turn != node.name:
            if schedule.overdue(now, bases, every, os.path.getmtime(node.cluster.PREPARED)):
                raise Failed("no base backup for too long, and it is the turn of %s: `journalctl -u mysql-backup-base` there says why" % turn)
            return {"turn": turn}
        if not schedule.due(now, bases, every):
            return {"due": False}
    with alone("work"):
        made = make_base(node, local, bucket, bases)
        note("base", ok=True, object=made["object"], size=made["size"])
        gone = expire(node, bucket)
    return {"object": made["object"], "size": made["size"], "gtids": made["gtids"], "expired": gone}


def make_base(node, local, bucket, bases):
    last = schedule.newest(bases)
    executed = gtids.parse(local.value("SELECT @@global.gtid_executed"))
    if last and not gtids.contains(executed, gtids.parse(last["gtids"])):
        raise Failed("this cluster does not hold what %s in the bucket holds: bring it back with `npm run mysql -- restore --latest --whole-cluster`, "
                     "or give this cluster a prefix of its own" % last["object"])
    copy, started = node.isolated("base"), time.time()
    copy.empty()
    try:
        needed, space = data_bytes(), os.statvfs(copy.directory)
        if needed > space.f_bavail * space.f_frsize * 0.9:
            raise Failed("the volume has no room for a copy of the data, %d MiB: let it grow (volumeGb)" % (needed >> 20))
        os.rmdir(copy.data)
        local.run("CLONE LOCAL DATA DIRECTORY = '%s'" % copy.data)
        ended = time.time()
        held = executed_in(copy)
        name = "bases/%s-%s" % (stamp(started), node.name.split(".")[0])
        size, digest = bucket.upload(name + ".tar.zst.age", ["tar", "-C", copy.data, "-cf", "-", "."], schedule.chunk_mib(needed))
        manifest = {"object": name + ".tar.zst.age", "size": size, "sha256": digest, "started": round(started), "time": round(ended + 0.5), "node": node.name,
                    "server_uuid": local.value("SELECT @@server_uuid"), "version": local.value("SELECT @@version"), "gtids": held, "data_bytes": needed}
        # Last: a base without a manifest does not count.
        bucket.write_json(name + ".json", manifest)
        return manifest
    finally:
        copy.remove()


def executed_in(copy):
    """The transactions of a copy, by its own word: a local CLONE tells nobody. A copy that does not start is no base."""
    copy.start()
    held = gtids.text(gtids.parse(copy.server().value("SELECT @@global.gtid_executed")))
    copy.stop()
    # Its identity: two servers that are restored from it must not share one.
    os.unlink(copy.data + "/auto.cnf")
    return held


def data_bytes(directory="/var/lib/mysql"):
    """Of what a clone copies: all but binary and relay logs."""
    return sum(os.lstat(os.path.join(path, file)).st_size for path, _, files in os.walk(directory) for file in files
               if not file.startswith(("binlog.", "relay", "#ib_redo", "ibtmp", "undo_0")))


def expire(node, bucket):
    now, keep = time.time(), node.settings["keep_days"]
    gone = schedule.expired(now, keep, bucket.bases(), [one for directory in ("bases", "binlogs", "drills") for one in bucket.list(directory)])
    bucket.delete(gone)
    # A timeline that ended before all that is kept goes as a whole.
    names = bucket.timelines()
    for name, successor in zip(names, names[1:]):
        if successor < stamp(now - keep * schedule.DAY):
            former = buckets.Bucket(node.settings).open(name)
            left = [one["name"] for directory in ("bases", "binlogs", "drills") for one in former.list(directory)]
            former.delete(left)
            gone += left
    return len(gone)


def drill(node, *options):
    local, bucket, now = node.server(), node.bucket.open(), time.time()
    if "--now" not in options:
        every, turn = node.settings["drill_every_days"] * schedule.DAY, schedule.turn(node.members(local))
        drills = [{"time": one["modified"]} for one in bucket.list("drills")]
        if turn != node.name or not schedule.due(now, drills, every):
            return {"turn": turn, "due": False}
        if not bucket.bases():
            return {"due": False}
    with alone("work"):
        isolated = node.isolated("drill")
        report = "drills/%s-%s.json" % (stamp(now), node.name.split(".")[0])
        try:
            result = dict(compare(node, local, bucket, isolated), ok=True, node=node.name)
        except Failed as failure:
            with contextlib.suppress(Failed):
                bucket.write_json(report, {"ok": False, "error": str(failure), "node": node.name})
            raise Failed("%s. The newest backup cannot be restored as it is: `npm run mysql -- backup`, then `verify-backup`" % failure) from None
        finally:
            isolated.remove()
        bucket.write_json(report, result)
        note("drill", **result)
    return result


def compare(node, local, bucket, isolated):
    """The restored server against this one, both with exactly the same transactions."""
    with snapshot(node) as (held, live):
        tables = live.rows("SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN " + SYSTEM)
        expected = {"%s.%s" % table: measure(live, *table) for table in tables}
    archive(node)
    result = restoring.restore(bucket, isolated, restoring.Point.set(held), local.value("SELECT @@server_uuid"), whole=True)
    missing = gtids.subtract(gtids.parse(held), gtids.parse(result["gtids"]))
    if missing:
        raise Failed("%d transactions of %s are not in the bucket: %s" % (gtids.count(missing), node.name, gtids.text(missing)[:200]))
    restored = isolated.server()
    found = restored.rows("SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN " + SYSTEM)
    differ = differences(expected, {"%s.%s" % table: measure(restored, *table) for table in found})
    if differ:
        raise Failed("restored and live differ: " + "; ".join(differ[:5]))
    return {"base": result["base"], "gtids": held, "tables": len(expected), "rows": sum(rows for rows, _ in expected.values()), "seconds": result["seconds"]}


def differences(live, restored):
    return ["%s has %s rows live, %s restored" % (name, *(one[name][0] if name in one else "no table and no" for one in (live, restored)))
            if live.get(name, (None,))[0] != restored.get(name, (None,))[0] else "%s has rows that differ" % name
            for name in sorted(live.keys() | restored.keys()) if live.get(name) != restored.get(name)]


def measure(server, schema, table):
    name = "`%s`.`%s`" % (schema.replace("`", "``"), table.replace("`", "``"))
    return server.value("SELECT COUNT(*) FROM " + name), server.rows("CHECKSUM TABLE " + name)[0][1]


@contextlib.contextmanager
def snapshot(node):
    """A connection that sees the data as it was at one moment, and the set of transactions at that moment. Writers wait for a millisecond; when a long query is
    in the way, for a second at most, and then it is tried again."""
    lock, view = node.server(), node.server()
    lock.run("SET SESSION lock_wait_timeout = 1")
    for attempt in range(30):
        try:
            lock.run("FLUSH TABLES WITH READ LOCK")
            break
        except Exception:
            time.sleep(1)
    else:
        raise Failed("30 times a query was in the way of a snapshot: it is tried again in an hour")
    view.run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT")
    held = gtids.text(gtids.parse(lock.value("SELECT @@global.gtid_executed")))
    lock.run("UNLOCK TABLES")
    lock.connection.close()
    try:
        yield held, view
    finally:
        view.connection.close()


def restore(node, *options):
    point = point_of(options)
    with alone("work"):
        isolated = node.isolated("restore")
        result = restore_in(node, point, isolated)
        with open(isolated.directory + "/result.json", "w") as f:
            json.dump(result, f)
    return result


def restore_in(node, point, isolated):
    """A transaction is looked for in the timelines from the newest on."""
    names = node.bucket.timelines()
    chosen = [point.timeline(names)] if point.timeline else names[::-1] if point.must_stop else names[-1:]
    for i, name in enumerate(chosen):
        try:
            return restoring.restore(node.bucket.open(name), isolated, point)
        except Failed:
            isolated.remove()
            if i == len(chosen) - 1:
                raise


def point_of(options):
    match options:
        case ["--latest"]:
            return restoring.Point.latest()
        case ["--to-time", text]:
            return restoring.Point.at(text)
        case ["--before-gtid", gtid]:
            return restoring.Point.before(gtid)
    raise Failed("say --latest, --to-time TIME or --before-gtid GTID")


def discard(node):
    with alone("work"):
        node.isolated("restore").remove()
        shutil.rmtree(REPLACED, ignore_errors=True)
    return {}


def listing(node):
    bucket = node.bucket.open()
    logs = bucket.list("binlogs")
    return {"timeline": bucket.timeline, "bases": bucket.bases(), "drills": [dict(bucket.read_json(one["name"]), time=one["modified"]) for one in bucket.list("drills")[-5:]],
            "binlogs": {"count": len(logs), "bytes": sum(one["size"] for one in logs), "newest": max((one["modified"] for one in logs), default=None)},
            "jobs": {job: read_note(job) for job in ("archive", "base", "drill")}}


def begin_timeline(node, why):
    node.bucket.begin_timeline(stamp(time.time()), {"why": why, "node": node.name})
    return {"timeline": node.bucket.timeline}


def check(node):
    # A deploy waits for this: a few tries, not half an hour of them.
    bucket, name, soon = node.bucket, "%s/check-%s" % (node.bucket.root, node.name), ("--contimeout", "5s", "--retries", "1", "--low-level-retries", "2")
    bucket.rclone("rcat", *soon, name, data=b"written")
    if bucket.rclone("cat", *soon, name) != b"written":
        raise Failed("the bucket %s does not give back what was written" % node.settings["bucket"])
    bucket.rclone("deletefile", *soon, name)
    return {"bucket": node.settings["bucket"]}


VERBS = {"archive": archive, "base": base, "drill": drill, "restore": restore, "discard": discard, "list": listing, "begin-timeline": begin_timeline, "check": check}


def main(verb, *arguments):
    settings = buckets.load()
    if not settings["enabled"]:
        return {"enabled": False}
    try:
        return VERBS[verb](Node(settings), *arguments)
    except Exception as error:
        # A password may stand in a statement that failed, so only the server's words are shown.
        failure = str(error) if isinstance(error, Failed) else "%s: %s" % (type(error).__name__, error.args[-1] if error.args else error)
        if verb in ("archive", "base", "drill"):
            note(verb, ok=False, error=failure)
        sys.exit(failure)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
