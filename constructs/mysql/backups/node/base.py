"""A copy of the data goes to the bucket, from the node whose turn it is; then what no kept base needs is deleted."""
import os
import time

import gtids
import schedule
from bucket import Bucket, Failed, stamp
from node import alone, note


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
        raise Failed("this cluster does not hold what %s in the bucket holds: bring it back with `npx cdktf-web-infrastructure mysql restore --latest --whole-cluster`, "
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
            former = Bucket(node.settings).open(name)
            left = [one["name"] for directory in ("bases", "binlogs", "drills") for one in former.list(directory)]
            former.delete(left)
            gone += left
    return len(gone)
