#!/usr/bin/python3
"""Brings this node to its place in the cluster, and keeps it there: a pass every 3 s, each of which is safe at any moment.

A pass ends with DONE (in place), WAIT (for others) or STOP: an operator must decide, and the journal's last line is the reason. systemd has the
outcome as the unit's status. Decisions are pure functions of what the nodes answer (decide_group, decide_pair); the rest carries them out.
"""
import hashlib
import os
import socket
import subprocess
import time

STATE = "/var/lib/mysql-cluster"
MEMBER = STATE + "/member"      # this data directory has held the cluster's data
PREPARED = STATE + "/prepared"  # its accounts are made, stray transactions are gone
ROLE = STATE + "/role"          # of a pair: primary or replica
ACCOUNT = STATE + "/account"    # the app's database and user are here, so that this node may be used
SETTINGS = ("/etc/mysql-cluster/env", "/etc/mysql-cluster/secrets")
CHECKED = "/run/mysql-cluster-accounts"  # digest of the secrets whose passwords the accounts have
# As the unit's status; `npm run mysql` reads it.
DONE, WAIT, STOP = "in place", "waiting for others", "an operator must decide"
EVERY = 3
# Of systemd (WatchdogSec): no statement takes longer.
LONGEST_STATEMENT = 3600
VOLUME = "/srv/mysql"
# Of the volume, free: below the first a primary hands over; below the second it cannot commit any more, nor hand over.
LOW, FULL = 0.03, 0.0005
HAND_OVER_SECONDS = 5
LEAVE_SECONDS = 5
# Of the server, while it applies what the group has: no such row, and a row that is there already.
OTHER_ROWS = (1032, 1062)


# ---- decisions

# States of a server that is in its group.
STAYING = ("ONLINE", "RECOVERING")


class Answer:
    """What a member of a group says of itself."""

    def __init__(self, state, role="", quorate=False, gtids=""):
        self.state, self.role, self.quorate, self.gtids = state, role, quorate, gtids


def decide_group(self_name, answers, contains):
    """What this node does now: (verb, why).

    answers: name -> Answer, or None when the node cannot be asked; in the order of the configuration, self included.
    contains(a, b): whether GTID set a holds all of b.
    """
    me = answers[self_name]
    if me.state in STAYING:
        return "stay", me.state
    others = {name: a for name, a in answers.items() if name != self_name}
    if any(a and a.state == "ONLINE" and a.quorate for a in others.values()):
        return "join", "a group with a majority exists"
    silent = [name for name, a in others.items() if a is None]
    if silent:
        return "wait", "no group is seen, and these do not answer: " + ", ".join(silent)
    # A server in ERROR still talks to the others for up to half a minute: what it could not get through in its old group would reach the new one.
    busy = [name for name, a in others.items() if a.state != "OFFLINE"]
    if busy:
        return "wait", "in transition: " + ", ".join(busy)
    # Nobody is in a group and everybody has answered. A majority would not do: two stale nodes could win over a current one.
    for name, a in answers.items():
        if all(contains(a.gtids, b.gtids) for b in answers.values()):
            if name == self_name:
                return "bootstrap", "all are down and this node has every transaction"
            return "wait", name + " has every transaction and will begin"
    return "diverged", "no node holds every transaction: choose one, wipe the data volumes of the others"


def decide_space(free, others):
    """What the primary of a group does when its volume fills up: (verb, whom).

    free: share of the volume.  others: name -> whether it has room, of those that are online.
    """
    roomy = [name for name, has_room in others.items() if has_room]
    if free >= LOW or not roomy:
        return "stay", None
    if free >= FULL:
        return "hand over", roomy[0]
    # What waits for space holds up the hand-over. The others keep a majority without this node, and elect one of them.
    return ("give up", None) if len(others) > 1 else ("stay", None)


def decide_pair(self_name, first_name, own_role, peer_role):
    """The same for a primary with one replica. Roles: primary, promoted (by an operator who has fenced the other node, or had it
    give up; without a replica so far), replica, none (no role yet), None (no answer)."""
    if own_role == "promoted":
        return ("lead", "the replica follows") if peer_role == "replica" else ("lead alone", "promoted, without a replica")
    if own_role == "primary":
        if peer_role == "promoted":
            return "diverged", "the other node was promoted in this one's place: rebuild this one"
        if peer_role == "primary":
            return "diverged", "both nodes are primary: power one off, wipe its data volume"
        if peer_role is None:
            return "wait", "the replica does not answer: it may have been promoted"
        return "lead", "the replica follows"
    if own_role == "replica":
        return "follow", "this node is the replica"
    if peer_role in ("primary", "promoted"):
        return "follow", "the other node is primary"
    if self_name == first_name and peer_role == "none":
        return "lead", "both nodes are new, and this is the first"
    return "wait", "the first node decides when both are up"


# ---- carrying them out

class Journal:
    """What a pass says, from the first line on that the pass before did not say: the last line is what the node waits for, and operators read it."""

    def __init__(self):
        self.before, self.now, self.news = set(), set(), False

    def say(self, line):
        self.news = self.news or line not in self.before
        if self.news:
            print(line, flush=True)
        self.now.add(line)

    def next_pass(self):
        self.before, self.now, self.news = self.now, set(), False


journal = Journal()
say = journal.say


def settings():
    values = {}
    for path in SETTINGS:
        with open(path) as f:
            for line in f:
                name, found, value = line.rstrip("\n").partition("=")
                if found:
                    values[name] = value.strip("\"")
    return values


TLS = {"ca": "/etc/mysql/tls/ca.pem", "cert": "/etc/mysql/tls/node.pem", "key": "/etc/mysql/tls/node-key.pem"}
ACCESS_DENIED = 1045
NO_ANSWER = 2013


class Server:
    """One MySQL server: the local one by its socket as root, a peer by TLS as `cluster_admin`."""

    def __init__(self, host=None, password=None, timeout=None):
        import pymysql
        common = {"connect_timeout": 3, "autocommit": True}
        if host is None:
            self.connection = pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="root", read_timeout=timeout or LONGEST_STATEMENT, **common)
        else:
            self.connection = pymysql.connect(host=host, user="cluster_admin", password=password, ssl=TLS, read_timeout=timeout or 5, **common)

    def close(self):
        self.connection.close()

    def rows(self, sql, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall()

    def value(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def run(self, *statements):
        for statement in statements:
            self.rows(statement)

    def either(self, newer, older):
        """MySQL 8.4 and later have another name for some statements than 8.0."""
        import pymysql
        try:
            self.rows(newer)
        except pymysql.err.ProgrammingError:
            self.rows(older)

    def answer(self):
        state, role, quorate = self.rows("""SELECT
          COALESCE((SELECT MEMBER_STATE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid), 'OFFLINE'),
          COALESCE((SELECT MEMBER_ROLE FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid), ''),
          COALESCE((SELECT SUM(MEMBER_STATE IN ('ONLINE', 'RECOVERING')) * 2 > COUNT(*)
                    FROM performance_schema.replication_group_members WHERE MEMBER_STATE <> 'OFFLINE'), 0)""")[0]
        received = self.value("SELECT RECEIVED_TRANSACTION_SET FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = 'group_replication_applier'")
        gtids = ",".join(s.replace("\n", "").replace(" ", "") for s in (self.value("SELECT @@global.gtid_executed"), received) if s)
        return Answer(state, role, bool(quorate), gtids)


def prepare(local, secrets):
    """Once per data directory: accounts, and no transactions of its own. Nothing here goes to the binary log."""
    if os.path.exists(PREPARED):
        return
    own_tables = local.value("""SELECT COUNT(*) FROM information_schema.tables
      WHERE table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')""")
    if own_tables == 0 and not os.path.exists(MEMBER):
        local.either("RESET BINARY LOGS AND GTIDS", "RESET MASTER")
        q = local.connection.escape
        local.run(
            "SET SESSION sql_log_bin = 0", "SET GLOBAL super_read_only = OFF",
            "CREATE USER IF NOT EXISTS 'cluster_repl'@'%' IDENTIFIED BY " + q(secrets["REPLICATION_PASSWORD"]) + " REQUIRE X509",
            "GRANT REPLICATION SLAVE, BACKUP_ADMIN, CLONE_ADMIN, CONNECTION_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO 'cluster_repl'@'%'",
            "CREATE USER IF NOT EXISTS 'cluster_admin'@'%' IDENTIFIED BY " + q(secrets["ADMIN_PASSWORD"]) + " REQUIRE X509",
            "GRANT REPLICATION CLIENT ON *.* TO 'cluster_admin'@'%'",
            "GRANT SELECT ON performance_schema.* TO 'cluster_admin'@'%'",
            "CREATE USER IF NOT EXISTS 'mysql-role'@'localhost' IDENTIFIED WITH auth_socket",
            "GRANT REPLICATION CLIENT, CONNECTION_ADMIN ON *.* TO 'mysql-role'@'localhost'",
            "GRANT SELECT ON performance_schema.* TO 'mysql-role'@'localhost'",
            "SET GLOBAL super_read_only = ON", "SET SESSION sql_log_bin = 1")
    mark(PREPARED)


def make_application_account(local, secrets):
    """The database and the user of the app, on whoever may write. Its share of the connections follows those that this server takes."""
    q = local.connection.escape
    user = q(secrets["APP_USER"]) + "@'%'"
    share = min(int(secrets["APP_CONNECTIONS"]), local.value("SELECT @@global.max_connections") - int(secrets["OWN_CONNECTIONS"]))
    found = local.value("SELECT max_user_connections FROM mysql.user WHERE user = %s AND host = '%%'", secrets["APP_USER"])
    if found == share:
        return
    if found is not None:
        local.run("ALTER USER %s WITH MAX_USER_CONNECTIONS %d" % (user, share))
        say("%s may have %d connections" % (secrets["APP_USER"], share))
        return
    load_time_zones()
    local.run(
        "CREATE DATABASE IF NOT EXISTS `" + secrets["APP_DATABASE"] + "`",
        "CREATE USER " + user + " IDENTIFIED BY " + q(secrets["APP_PASSWORD"]) + " REQUIRE SSL WITH MAX_USER_CONNECTIONS " + str(share),
        "GRANT ALL ON `" + secrets["APP_DATABASE"] + "`.* TO " + user)
    say("made the database %s and its user" % secrets["APP_DATABASE"])


def load_time_zones():
    """Before the app can log in. Without them its queries work, but for named zones: a timer tries again."""
    ended = subprocess.run(["/usr/local/sbin/mysql-time-zones"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode != 0:
        say("the time zones are not loaded: " + (ended.stdout.strip().splitlines() or ["no reason"])[-1])


def renew_passwords(local, secrets):
    """On whoever may write, after the deploy has brought new ones: the old ones work, too, until an operator retires them."""
    if read(CHECKED) == digest_of(secrets):
        return
    for user, password, with_certificate in accounts(secrets):
        if not logs_in(user, password, with_certificate):
            account = local.connection.escape(user) + "@'%'"
            local.run("ALTER USER " + account + " IDENTIFIED BY " + local.connection.escape(password) + " RETAIN CURRENT PASSWORD")
            say("%s has a new password; its old one works, too" % user)
    write(CHECKED, digest_of(secrets))


def digest_of(secrets):
    return hashlib.sha256(repr(sorted(secrets.items())).encode()).hexdigest()


def accounts(secrets):
    """(user, password, needs a client certificate) of all that come over the network."""
    return (("cluster_repl", secrets["REPLICATION_PASSWORD"], True), ("cluster_admin", secrets["ADMIN_PASSWORD"], True),
            (secrets["APP_USER"], secrets["APP_PASSWORD"], False))


def logs_in(user, password, with_certificate, host="127.0.0.1"):
    import pymysql
    try:
        pymysql.connect(host=host, user=user, password=password, ssl=TLS if with_certificate else {"ca": TLS["ca"]},
                        connect_timeout=3, read_timeout=5).close()
        return True
    except pymysql.err.OperationalError as error:
        if error.args[0] == ACCESS_DENIED:
            return False
        raise


def note_account(local, secrets):
    """The role agent offers this node to the app only when the app can log in."""
    if not os.path.exists(ACCOUNT) and local.value("SELECT COUNT(*) FROM mysql.user WHERE user = %s", secrets["APP_USER"]):
        mark(ACCOUNT)


def run_group(local, self_name, secrets):
    me = local.answer()
    if me.state == "ERROR" and not leave_group():
        say("the server did not leave its group within %d s: it was killed, and starts again" % LEAVE_SECONDS)
        return WAIT
    # A member stays whatever the others are: nearly all passes end without a question to them.
    answers = {name: me if name == self_name else None for name in secrets["NODES"].split()}
    if me.state not in STAYING:
        for name in answers:
            if name != self_name:
                try:
                    answers[name] = Server(name, secrets["ADMIN_PASSWORD"]).answer()
                except Exception as error:  # whatever it is, the node has not answered
                    say("%s: %s" % (name, error))
    verb, why = decide_group(self_name, answers, lambda a, b: local.value("SELECT GTID_SUBSET(%s, %s)", b, a) == 1)
    if verb == "stay":
        if me.state == "ONLINE":
            mark(MEMBER)
            local.run("SET GLOBAL group_replication_clone_threshold = DEFAULT", "SET GLOBAL offline_mode = OFF")
            if me.role == "PRIMARY":
                watch_space(local)
                make_application_account(local, secrets)
                renew_passwords(local, secrets)
            note_account(local, secrets)
        return DONE
    say("%s: %s" % (verb, why))
    if verb in ("wait", "diverged"):
        return WAIT if verb == "wait" else STOP
    password = local.connection.escape(secrets["REPLICATION_PASSWORD"])
    local.run("CHANGE REPLICATION SOURCE TO SOURCE_USER = 'cluster_repl', SOURCE_PASSWORD = " + password + " FOR CHANNEL 'group_replication_recovery'",
              "SET GLOBAL offline_mode = OFF")
    if verb == "join" and not os.path.exists(MEMBER):
        # A data directory without the group's data takes a full copy; the server ends and systemd starts it again.
        local.run("SET GLOBAL group_replication_clone_threshold = 1")
    local.run("SET GLOBAL group_replication_bootstrap_group = " + ("ON" if verb == "bootstrap" else "OFF"))
    try:
        local.run("START GROUP_REPLICATION USER = 'cluster_repl', PASSWORD = " + password)
        mark(MEMBER)
    except Exception:
        if applier_error(local) not in OTHER_ROWS:
            raise
        say("diverged: this node has other rows than the group: `rebuild` it")
        return STOP
    finally:
        local.run("SET GLOBAL group_replication_bootstrap_group = OFF")
    return DONE


def leave_group():
    """After an error, or without a majority; whether the server has left. One that talks to nobody may take half a minute: it is killed."""
    import pymysql
    try:
        Server(timeout=LEAVE_SECONDS).run("STOP GROUP_REPLICATION")
        return True
    except pymysql.err.OperationalError as error:
        if error.args[0] != NO_ANSWER:
            raise
    kill_server()
    return False


def kill_server():
    """As in a crash; systemd starts it again."""
    subprocess.run(["systemctl", "kill", "--signal=KILL", "mysql.service"], check=True)


def applier_error(local):
    return local.value("""SELECT MAX(LAST_ERROR_NUMBER) FROM performance_schema.replication_applier_status_by_worker
      WHERE CHANNEL_NAME = 'group_replication_applier'""")


def watch_space(local):
    space = os.statvfs(VOLUME)
    free = space.f_bavail / space.f_blocks
    if free >= LOW:
        return
    others = local.rows("SELECT MEMBER_HOST FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE' AND MEMBER_ID <> @@server_uuid")
    verb, target = decide_space(free, {name: ask_agent(name, "/space") is not None for name, in others})
    say("the data volume has %.1f %% left: %s %s" % (100 * free, verb, target or ""))
    if verb == "hand over":
        member = local.value("SELECT MEMBER_ID FROM performance_schema.replication_group_members WHERE MEMBER_HOST = %s", target)
        local.rows("SELECT group_replication_set_as_primary(%s, %s)", member, HAND_OVER_SECONDS)
    elif verb == "give up":
        kill_server()  # it joins as soon as there is space


def run_pair(local, self_name, secrets):
    nodes = secrets["NODES"].split()
    peer = next(name for name in nodes if name != self_name)
    verb, why = decide_pair(self_name, nodes[0], read(ROLE) or "none", ask_role(peer))
    if verb == "lead" and read(ROLE) == "promoted" and not has_replica(local):
        verb = "lead alone"
    if verb == "lead":
        write(ROLE, "primary")
        take_writes(local, why, semisync="ON")
        # A statement on accounts locks out whoever logs in until the replica has it: the replica must be connected, or it never could be.
        if ask_role(peer) == "replica" and waits_for_replica(local):
            make_application_account(local, secrets)
            renew_passwords(local, secrets)
        note_account(local, secrets)
        return DONE
    if verb == "lead alone":
        take_writes(local, why, semisync="OFF")
        note_account(local, secrets)
        return DONE
    if verb == "follow":
        return follow(local, peer, secrets)
    say("%s: %s" % (verb, why))
    if verb == "diverged":
        local.run("SET GLOBAL super_read_only = ON")
    # A primary at work that loses sight of its replica goes on: its writes wait for the replica by themselves.
    return WAIT if verb == "wait" else STOP


def waits_for_replica(local):
    """Whether the one that acknowledges writes is connected."""
    return int(local.value("SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Rpl_semi_sync_source_clients'") or 0) > 0


def has_replica(local):
    return local.value("SELECT COUNT(*) FROM performance_schema.processlist WHERE COMMAND LIKE 'Binlog Dump%'") > 0


def take_writes(local, why, semisync):
    """With semisync a write is acknowledged when the replica has it; without, when it is here."""
    local.run("SET GLOBAL rpl_semi_sync_source_enabled = " + semisync)
    if local.value("SELECT @@global.super_read_only") == 1:
        local.run("SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF")
        say("primary: " + why)


def follow(local, primary, secrets):
    # A replica that waited for acknowledgements itself would never apply anything.
    local.run("SET GLOBAL super_read_only = ON", "SET GLOBAL rpl_semi_sync_source_enabled = OFF")
    password = local.connection.escape(secrets["REPLICATION_PASSWORD"])
    if not os.path.exists(MEMBER):
        if local.value("SELECT STATE FROM performance_schema.clone_status") != "Completed":
            say("copying the data of " + primary)
            local.run("SET GLOBAL clone_valid_donor_list = '%s:3306'" % primary, "SET GLOBAL super_read_only = OFF")
            # Ends the server on purpose; systemd starts it again, and the next run goes on below.
            local.run("CLONE INSTANCE FROM 'cluster_repl'@'%s':3306 IDENTIFIED BY %s REQUIRE SSL" % (primary, password))
            return WAIT
        mark(MEMBER)
    status = local.value("SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = ''")
    renewed = read(CHECKED) != digest_of(secrets)
    if status in ("ON", "CONNECTING"):
        write(ROLE, "replica")
        note_account(local, secrets)
        # Writes wait while replication stands still: only when the primary knows the new password.
        if not renewed or not logs_in("cluster_repl", secrets["REPLICATION_PASSWORD"], True, primary):
            return DONE
        local.run("STOP REPLICA")
    tls = ", ".join("SOURCE_SSL%s = %s" % pair for pair in (
        ("", 1), ("_VERIFY_SERVER_CERT", 1), ("_CA", "'/etc/mysql/tls/ca.pem'"), ("_CERT", "'/etc/mysql/tls/node.pem'"), ("_KEY", "'/etc/mysql/tls/node-key.pem'")))
    local.run("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '%s', SOURCE_USER = 'cluster_repl', SOURCE_PASSWORD = %s, SOURCE_AUTO_POSITION = 1, "
              "SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000, %s" % (primary, password, tls), "START REPLICA")
    # Only now: the primary waits with its first write until it has a replica, and a copy would wait for that write.
    write(ROLE, "replica")
    write(CHECKED, digest_of(secrets))
    say("following " + primary)
    return DONE


def ask_agent(peer, path):
    """What the role agent of another node says; None when it does not answer, or says no."""
    import urllib.request  # a group needs it when its volume fills up
    try:
        with urllib.request.urlopen("http://%s:9200%s" % (peer, path), timeout=3) as response:
            return response.read().decode().strip()
    except OSError:
        return None


def ask_role(peer):
    return ask_agent(peer, "/role")


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


def write(path, text):
    with open(path + ".new", "w") as f:
        f.write(text + "\n")
        f.flush()
        os.fsync(f.fileno())
    os.rename(path + ".new", path)


def mark(path):
    if not os.path.exists(path):
        write(path, "")


def one_pass():
    secrets = settings()
    self_name = "%s.%s" % (socket.gethostname().split(".")[0], secrets["DOMAIN"])
    try:
        local = Server()
    except Exception:
        # Also after a start that failed: of its volume, for instance. One that starts or stops goes on to do so.
        subprocess.run(["systemctl", "start", "--no-block", "--job-mode=fail", "mysql.service"], stderr=subprocess.DEVNULL)
        raise
    try:
        prepare(local, secrets)
        return (run_group if secrets["KIND"] == "group" else run_pair)(local, self_name, secrets)
    finally:
        local.close()


def outcome_of(work):
    try:
        return work()
    except Exception as error:
        # A password may stand in the statement that failed, so the statement is never shown: only the server's words.
        say("%s: %s" % (type(error).__name__, error.args[1] if len(error.args) > 1 else error))
        return WAIT


def tell_systemd(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


def main():
    while True:
        tell_systemd("WATCHDOG=1\nSTATUS=" + outcome_of(one_pass))
        journal.next_pass()
        time.sleep(EVERY)


if __name__ == "__main__":
    main()
