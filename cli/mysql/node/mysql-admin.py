"""python3 - VERB [ARGUMENT], sent to a MySQL node by the command `mysql` and run there as root. Prints JSON.

status              what this node is and knows
hand-over NAME      of a group, anywhere in it: NAME becomes primary
give-up             of a pair, on the primary: takes no more writes and follows the other node
take-over [NAME]    of a pair, on the replica: becomes primary when it has all that NAME, which gives up, has; without NAME: all that it
                    has received from a primary that is fenced
rebuild             throws this node's data away; it takes a copy of the primary's
restart             the server takes up its configuration; the primary of a group hands over first
retire-passwords    on the primary: passwords from before the last deploy work no more
restored            what a restore beside the live data has brought here
stand-still         takes no more writes, sends its last binary logs to the bucket and stops, until `adopt` or `rebuild`
adopt               what was restored beside this node's data takes its place; the cluster begins anew with it
Each is safe to repeat. The program that keeps the node in its place (mysql-cluster) pauses meanwhile.
"""
import contextlib
import filecmp
import importlib.machinery
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
PROGRAM = "/usr/local/sbin/mysql-cluster"
BACKUP = "/usr/local/sbin/mysql-backup"
VOLUME = "/srv/mysql"
CONFIGURATION = "/etc/mysql/mysql.conf.d/zz-cluster.cnf"
RUNNING_CONFIGURATION = "/run/mysql-running.cnf"  # a copy, from the moment when the server started
INITIALIZATIONS = 5
PATIENCE_SECONDS = 30  # for the other node to give up, and for what is under way between the two
APPLY_SECONDS = 3600   # for what a replica has received and not yet applied


def load_cluster(path=PROGRAM):
    loader = importlib.machinery.SourceFileLoader("cluster", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("cluster", loader))
    loader.exec_module(module)
    return module


class Refused(Exception):
    """Nothing was done; says why."""


def shell(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def backup(failure, *argv):
    """Runs the program of the backups; a failure ends with the last of what that said."""
    done = shell(BACKUP, *argv)
    if done.returncode != 0:
        raise Refused(failure + ": " + done.stdout.strip().splitlines()[-1])


def begin_timeline(why):
    """Binary logs begin anew, with names that the bucket has already."""
    backup("the bucket takes no new timeline", "begin-timeline", why)


@contextlib.contextmanager
def alone():
    """Nobody else decides about this node meanwhile."""
    pause()
    try:
        yield
    finally:
        go_on()


# A node made by an older version runs the program by a timer. systemd does what it can with names of units of which one is not there.
KEEPERS = ("mysql-cluster.timer", "mysql-cluster.service")


def pause():
    shell("systemctl", "stop", *KEEPERS)


def go_on():
    shell("systemctl", "start", "--no-block", *KEEPERS)


# What the program has for the outcome of its last pass, as an older version ended with it.
OUTCOMES = {"in place": 0, "waiting for others": 75, "an operator must decide": 76}


def outcome():
    shown = shell("systemctl", "show", "mysql-cluster", "-p", "StatusText", "-p", "ExecMainStatus").stdout
    unit = dict(line.split("=", 1) for line in shown.splitlines())
    return OUTCOMES.get(unit["StatusText"], int(unit["ExecMainStatus"]))


# ---- what there is to know

def status(cluster):
    settings = cluster.settings()
    said = shell("journalctl", "-u", "mysql-cluster", "-t", "mysql-cluster", "-n", "1", "-o", "cat", "--no-pager").stdout.strip()
    space = os.statvfs("/srv/mysql")
    found = {
        "kind": settings["KIND"],
        "exit": outcome(),
        "said": said,
        "volumeUsed": round(100 * (1 - space.f_bavail / space.f_blocks)),
        "role": cluster.read(cluster.ROLE) or "none",
        "outdated": outdated(*cluster.SETTINGS),
        "server": None,
    }
    try:
        local = cluster.Server()
        found["server"] = {**(group if settings["KIND"] == "group" else pair)(local), "awaitsRestart": awaits_restart()}
    except Exception as error:
        found["said"] = "%s: %s" % (type(error).__name__, error)
    return found


def outdated(made_with, renewed):
    """Whether this node was made from something else than a new one would be: a deploy renews its settings, and never the rest."""
    wanted = bootstrap_of(renewed)
    return wanted is not None and bootstrap_of(made_with) != wanted


def bootstrap_of(path):
    with open(path) as f:
        return dict(line.strip().split("=", 1) for line in f if "=" in line).get("BOOTSTRAP")


def group(local):
    answer = local.answer()
    members = local.rows("SELECT MEMBER_HOST, MEMBER_STATE, MEMBER_ROLE FROM performance_schema.replication_group_members")
    behind = local.value("SELECT COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE FROM performance_schema.replication_group_member_stats WHERE MEMBER_ID = @@server_uuid")
    return {
        "version": local.value("SELECT @@version"),
        "state": answer.state,
        "primary": answer.state == "ONLINE" and answer.role == "PRIMARY",
        "writable": local.value("SELECT @@global.super_read_only") == 0,
        "behind": int(behind or 0),
        "members": [list(member) for member in members],
        "gtids": answer.gtids,
    }


def pair(local):
    io, applier = local.rows("""SELECT COALESCE((SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''), 'OFF'),
      COALESCE((SELECT SERVICE_STATE FROM performance_schema.replication_applier_status WHERE CHANNEL_NAME = ''), 'OFF')""")[0]
    writable = local.value("SELECT @@global.super_read_only") == 0
    missing = local.value("SELECT GTID_SUBTRACT(%s, @@global.gtid_executed)", received(local))
    return {
        "version": local.value("SELECT @@version"),
        "state": "ONLINE" if writable or (io, applier) == ("ON", "ON") else "replication %s, applier %s" % (io, applier),
        "primary": writable,
        "writable": writable,
        "behind": transactions(missing),
        "members": [],
        "gtids": local.value("SELECT @@global.gtid_executed"),
    }


def received(local):
    return local.value("SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''") or ""


def transactions(gtids):
    """How many a GTID set holds: 'uuid:1-5:9,uuid:1' holds 7."""
    count = 0
    for part in gtids.replace("\n", "").split(",") if gtids else []:
        for interval in part.strip().split(":")[1:]:
            if "-" in interval or interval.isdigit():
                first, _, last = interval.partition("-")
                count += int(last or first) - int(first) + 1
    return count


# ---- operations

def hand_over(cluster, target):
    local = cluster.Server()
    found = local.rows("""SELECT MEMBER_ID, MEMBER_STATE, MEMBER_ROLE FROM performance_schema.replication_group_members
      WHERE MEMBER_HOST = %s""", target)
    if not found or found[0][1] != "ONLINE":
        raise Refused("%s is not a member that is online" % target)
    if found[0][2] != "PRIMARY":
        local.rows("SELECT group_replication_set_as_primary(%s, 10)", found[0][0])
    return {"primary": target}


def give_up(cluster):
    local = cluster.Server()
    with alone():
        # The order matters to whoever is interrupted: a replica by its own word never takes writes again by itself.
        cluster.mark(cluster.MEMBER)
        cluster.write(cluster.ROLE, "replica")
        local.run("SET GLOBAL super_read_only = ON", "SET GLOBAL rpl_semi_sync_source_enabled = OFF")
    return {"role": "replica"}


def take_over(cluster, peer=None):
    local = cluster.Server()
    if cluster.read(cluster.ROLE) in ("primary", "promoted"):
        return {"role": "primary"}
    if cluster.read(cluster.ROLE) != "replica":
        raise Refused("this node is no replica yet: it has no copy of the data")
    with alone():
        if peer is None:
            needed = received(local)
            local.run("STOP REPLICA IO_THREAD")
            wait_for(local, needed, APPLY_SECONDS)
        else:
            wait_for(local, await_end_of_writes(cluster, peer), PATIENCE_SECONDS)
        local.run("STOP REPLICA", "RESET REPLICA ALL")
        cluster.write(cluster.ROLE, "promoted")
        local.run("SET GLOBAL rpl_semi_sync_source_enabled = OFF", "SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF")
    return {"role": "primary"}


def await_end_of_writes(cluster, peer):
    """The transactions of the other node once it takes no more."""
    other = cluster.Server(peer, cluster.settings()["ADMIN_PASSWORD"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while other.value("SELECT @@global.super_read_only") != 1:
        if time.monotonic() > deadline:
            raise Refused("%s did not give up within %d s: it is still primary" % (peer, PATIENCE_SECONDS))
        time.sleep(0.02)
    return other.value("SELECT @@global.gtid_executed")


def wait_for(local, gtids, seconds):
    if local.value("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %s)", gtids, seconds) != 0:
        raise Refused("this node has not applied all transactions after %d s: it stays replica" % seconds)


def takes_writes(cluster):
    try:
        return cluster.Server().value("SELECT @@global.super_read_only") == 0
    except Exception:  # no server, no writes
        return False


def rebuild(cluster):
    if takes_writes(cluster):
        raise Refused("this node takes writes: its data is the only current one")
    with alone():
        shell("systemctl", "stop", "mysql")
        initialize(cluster)
        shell("systemctl", "start", "mysql")
    return {"rebuilt": True}


def empty(cluster):
    for directory in ("/var/lib/mysql", cluster.STATE):
        subprocess.run(["find", directory, "-xdev", "-mindepth", "1", "-delete"], check=True)


def initialize(cluster):
    """An empty data directory. Again from nothing: the server's own initialization was seen to end itself (mysql-setup)."""
    for _ in range(INITIALIZATIONS):
        empty(cluster)
        made = shell("mysqld", "--no-defaults", "--initialize-insecure", "--user=mysql", "--datadir=/var/lib/mysql")
        if made.returncode == 0:
            return
    raise Refused("mysqld --initialize-insecure failed:\n" + made.stdout[-2000:])


def restored(cluster):
    # Only while its server runs: it writes nothing through, so after anything but a clean stop the last transactions may be missing.
    if shell("systemctl", "is-active", "mysql-restore").returncode != 0:
        return {"point": None}
    try:
        with open(VOLUME + "/restore/result.json") as f:
            return {"point": json.load(f)["point"]}
    except FileNotFoundError:
        return {"point": None}


def stand_still(cluster):
    pause()
    try:
        cluster.Server().run("SET GLOBAL super_read_only = ON")
    except Exception:  # it is down already, and has nothing to send
        pass
    else:
        try:
            backup("the last binary logs cannot be sent, so nothing was stopped", "archive")
        except Refused:
            go_on()
            raise
    shell("systemctl", "stop", "mysql")
    return {"still": True}


def adopt(cluster):
    data, kept, found = VOLUME + "/data", VOLUME + "/data.replaced", VOLUME + "/restore/data"
    with alone():
        shell("systemctl", "stop", "mysql")
        if os.path.isdir(found):
            point = restored(cluster)["point"]
            if point is None:
                raise Refused("what was restored here is not whole any more: restore again")
            # A clean stop: only now is all of it on the disk.
            shell("systemctl", "stop", "mysql-restore")
            begin_timeline(point)
            if os.path.ismount("/var/lib/mysql"):
                subprocess.run(["umount", "/var/lib/mysql"], check=True)
            if os.path.isdir(data):
                shutil.rmtree(kept, ignore_errors=True)
                os.rename(data, kept)
            os.rename(found, data)
            shutil.rmtree(VOLUME + "/restore")
        if not os.path.ismount("/var/lib/mysql"):
            subprocess.run(["mount", "/var/lib/mysql"], check=True)
        for mark in (cluster.PREPARED, cluster.MEMBER):
            cluster.mark(mark)
        if cluster.settings()["KIND"] == "pair":
            cluster.write(cluster.ROLE, "promoted")
        shell("systemctl", "start", "mysql")
    return {"adopted": True}


def restart(cluster):
    shell("systemctl", "restart", "mysql")
    return {"restarted": True}


def retire_passwords(cluster):
    local = cluster.Server()
    for user, _, _ in cluster.accounts(cluster.settings()):
        local.run("ALTER USER " + local.connection.escape(user) + "@'%' DISCARD OLD PASSWORD")
    return {"retired": True}


def awaits_restart():
    """Whether its configuration is another than the one that the server started with."""
    return not filecmp.cmp(CONFIGURATION, RUNNING_CONFIGURATION, shallow=False)


VERBS = {"restart": restart, "retire-passwords": retire_passwords, "status": status, "hand-over": hand_over, "give-up": give_up, "take-over": take_over, "rebuild": rebuild,
         "restored": restored, "stand-still": stand_still, "adopt": adopt}


def main(verb, *arguments):
    try:
        print(json.dumps(VERBS[verb](load_cluster(), *arguments)))
    except Refused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main(*sys.argv[1:])
