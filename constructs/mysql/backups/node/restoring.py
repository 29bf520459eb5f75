"""From the bucket to an isolated server at a point: the base before it, then the binary logs that lead there."""
import os
import subprocess
import time

import binlogs
import gtids
from bucket import FIRST, Failed, stamp


class Point:
    """`precedes(base)`: whether a base can be brought there. `stops(gtid, commit time)`: at the first transaction that is not to be applied."""

    def __init__(self, name, precedes, stops, must_stop=False, timeline=None):
        self.name, self.precedes, self.stops, self.must_stop, self.timeline = name, precedes, stops, must_stop, timeline

    @staticmethod
    def latest():
        return Point("latest", lambda base: True, lambda gtid, at: False)

    @staticmethod
    def before(gtid):
        """Everything that came before a transaction, where it was first written."""
        one = gtids.parse(gtid)
        if gtids.count(one) != 1:
            raise Failed("'%s' must be one transaction: write it like 3e11fa47-71ca-11e1-9e33-c80aa9429562:23" % gtid)
        return Point("before-gtid " + gtids.text(one), lambda base: not gtids.contains(gtids.parse(base["gtids"]), one),
                     lambda other, at: other == gtids.text(one), must_stop=True)

    @staticmethod
    def at(text):
        """Everything that was committed up to a moment."""
        try:
            moment = binlogs.microseconds(text)
        except ValueError:
            raise Failed("'%s' must be a moment in UTC: write it like 2026-11-24T23:00:05.25Z" % text) from None
        return Point("to-time " + text, lambda base: base["time"] * 1_000_000 <= moment, lambda gtid, at: at > moment,
                     timeline=lambda names: max([name for name in names if name == FIRST or name <= stamp(moment / 1_000_000)], key=names.index))

    @staticmethod
    def set(text):
        """Exactly the transactions that one server had."""
        wanted = gtids.parse(text)
        return Point("set", lambda base: gtids.contains(wanted, gtids.parse(base["gtids"])),
                     lambda gtid, at: not gtids.contains(wanted, gtids.parse(gtid)))


def choose(bases, point):
    fitting = [base for base in bases if point.precedes(base)]
    if not fitting:
        first = min(bases, key=lambda base: base["time"], default=None)
        raise Failed("no base backup lies before '%s'%s" % (point.name, "; the first was made at %s" % stamp(first["time"]) if first else ": there is none at all"))
    return max(fitting, key=lambda base: base["time"])


def by_server(names, first):
    """{uuid: [names in the order of their time]}, the server `first` before the others."""
    servers = {}
    for name in sorted(names):
        servers.setdefault(name.split("/")[1], []).append(name)
    return dict(sorted(servers.items(), key=lambda item: item[0] != first))


def begin_at(names, started):
    """Index of the file that was being written when a base began."""
    return max([i for i, name in enumerate(names) if name.split("/")[2][:16] <= stamp(started)], default=0)


class Logs:
    """Binary logs of the bucket, fetched when they are asked for."""

    def __init__(self, bucket, directory):
        self.bucket, self.directory, self.damaged = bucket, directory, []

    def scan(self, name):
        local = name.removeprefix("binlogs/").removesuffix(".zst.age").replace("/", "-")
        path = os.path.join(self.directory, local)
        try:
            self.bucket.download(name, ["dd", "of=" + path, "bs=1M", "status=none"])
        except Failed as failure:
            self.damaged.append(str(failure))
            return None
        with subprocess.Popen(["mysqlbinlog", "--no-defaults", "--base64-output=decode-rows", path], stdout=subprocess.PIPE, text=True, errors="replace") as read:
            found = binlogs.scan(local, read.stdout)
        if read.returncode != 0:
            self.damaged.append("mysqlbinlog does not read " + name)
            return None
        return found

    def lead(self, base, stops, first):
        """The plan from a base to a point: logs of one server after the other, until they reach it."""
        have, files = gtids.parse(base["gtids"]), []
        plan = binlogs.chain(have, files, stops)
        for names in by_server([one["name"] for one in self.bucket.list("binlogs")], first).values():
            begin = begin_at(names, base["started"])
            found = [self.scan(name) for name in names[begin:]]
            # A server that was ahead of the base's: back to where it was not.
            while begin > 0 and not (found and found[0] and gtids.contains(have, found[0].previous)):
                begin -= 1
                found.insert(0, self.scan(names[begin]))
            files += [one for one in found if one]
            plan = binlogs.chain(have, files, stops)
            if plan.stopped:
                break
        return plan


def restore(bucket, isolated, point, first=None, whole=False):
    """Gives what came of it. whole: a damaged log fails it even when another server's stood in."""
    began = time.time()
    base = choose(bucket.bases(), point)
    isolated.empty()
    space = os.statvfs(isolated.directory)
    if base["data_bytes"] * 1.1 > space.f_bavail * space.f_frsize:
        raise Failed("the volume has no room for a restore: %d MiB are needed beside the data; let it grow (volumeGb)" % (base["data_bytes"] * 1.1 / 2**20))
    bucket.download(base["object"], ["tar", "-C", isolated.data, "-xf", "-"], base["sha256"])
    logs = Logs(bucket, isolated.logs)
    plan = logs.lead(base, point.stops, first or base["server_uuid"])
    if logs.damaged and (whole or plan.beyond or (point.must_stop and not plan.stopped)):
        raise Failed("; ".join(logs.damaged))
    if plan.beyond:
        raise Failed("a gap in the binary logs: nothing leads from %s to %s, and %d more; `npx cdktf-web-infrastructure mysql backup` makes a new base" % (base["object"], plan.beyond[0], len(plan.beyond) - 1))
    if point.must_stop and not plan.stopped:
        raise Failed("'%s': no binary log in the bucket has this transaction" % point.name)
    isolated.start()
    isolated.apply(plan.files, gtids.text(plan.gtids))
    server = isolated.server()
    found = gtids.parse(server.value("SELECT @@global.gtid_executed"))
    if found != plan.gtids:
        raise Failed("the restored server has %d transactions too few and %d too many" % (gtids.count(gtids.subtract(plan.gtids, found)), gtids.count(gtids.subtract(found, plan.gtids))))
    return {"point": point.name, "timeline": bucket.timeline, "base": base["object"], "gtids": gtids.text(plan.gtids), "files": len(plan.files),
            "last_commit": plan.last_commit and plan.last_commit / 1_000_000, "damaged": logs.damaged, "seconds": round(time.time() - began, 1), "socket": isolated.socket}
