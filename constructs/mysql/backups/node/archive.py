"""The binary logs of this node go to the bucket, every minute."""
import os

from binlogs import created
from bucket import stamp
from node import alone, note, read_note


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
