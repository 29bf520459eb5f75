#!/usr/bin/python3
"""Backups of this node's MySQL cluster, in a bucket. Run by timers and by the command `mysql`, as root. Prints JSON.

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
import json
import shutil
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, "/usr/local/lib/mysql-backup")
import bucket as buckets  # noqa: E402
import restoring  # noqa: E402
from archive import archive  # noqa: E402
from base import base  # noqa: E402
from bucket import Failed, stamp  # noqa: E402
from drill import drill  # noqa: E402
from isolated import DATA  # noqa: E402
from node import Node, alone, note, read_note  # noqa: E402

# What a restore of the whole cluster has replaced (cli/mysql/node/mysql-admin.py).
REPLACED = DATA + "/data.replaced"


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
