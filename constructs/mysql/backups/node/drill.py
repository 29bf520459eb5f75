"""Restores the newest base and its logs beside the live server, and compares the two at exactly the same transactions."""
import contextlib
import time

import gtids
import restoring
import schedule
from archive import archive
from bucket import Failed, stamp
from node import alone, note

SYSTEM = "('mysql', 'sys', 'performance_schema', 'information_schema')"


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
            raise Failed("%s. The newest backup cannot be restored as it is: `npx cdktf-web-infrastructure mysql backup`, then `verify-backup`" % failure) from None
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
