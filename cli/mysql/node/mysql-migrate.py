"""python3 - VERB [ARGUMENT], sent to the primary of a self-hosted MySQL cluster by `mysql migrate` and run there as root, while the
site has a managed cluster beside it (constructs/mysql/migrating-mysql.ts). Prints JSON.

look            which of the two takes the app, which transactions each lacks, whether this node follows the managed cluster
offer           makes the account by which the managed cluster copies and follows this one
load            throws this cluster's data away and takes the managed cluster's; the other nodes stand still meanwhile
follow          this node follows the managed cluster
switch TARGET   the one that serves refuses the app; when TARGET (self-hosted, managed) has every transaction, it takes the app
finish          neither follows the other any more

A database refuses the app in one of two ways: it does not know the password that the app has, or the app's account is locked. Both are data:
every node has them, whoever is primary. Put before this program: ADMIN, the text of mysql-admin.py; INPUT, JSON {from, managed: {host, port,
user, password, ca, appPasswords}}. Each verb is safe to repeat.
"""
import json
import os
import secrets
import subprocess
import sys
import time
import types

admin = types.ModuleType("admin")
exec(compile(ADMIN, "mysql-admin", "exec"), admin.__dict__)  # noqa: F821

CHANNEL = ACCOUNT = "migration"
CA_FILE = "/etc/mysql/tls/managed-ca.pem"
SYSTEM = ("mysql", "sys", "information_schema", "performance_schema", "metrics_user_telegraf")
ACCESS_DENIED, LOCKED, NO_SUCH_THREAD = 1045, 3118, 1094
TOO_MANY = (1203, 1226)  # of its own connections
MAX_BEHIND = 1000      # transactions: writes wait for them
CATCH_UP_SECONDS = 20  # then the one that served serves again
KILL_SECONDS = 10
GRANTS = ("SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, EXECUTE, PROCESS, RELOAD, SHOW DATABASES, REPLICATION CLIENT, REPLICATION SLAVE, "
          "SHOW_ROUTINE")


class Side:
    """One of the two databases: where to ask, and how the app gets in."""

    def __init__(self, name, server, user, own_password, shared_password, login):
        self.name, self.server, self.user, self.login = name, server, user, login
        self.own_password, self.shared_password = own_password, shared_password

    @property
    def account(self):
        return self.server.connection.escape(self.user) + "@'%'"

    def executed(self):
        return self.server.value("SELECT @@global.gtid_executed").replace("\n", "")

    def refusal(self):
        """None while it takes the app; else why not: ACCESS_DENIED or LOCKED."""
        try:
            self.login(self.user, self.shared_password).connection.close()
            return None
        except Exception as error:
            number = error.args[0] if error.args else None
            if number in (ACCESS_DENIED, LOCKED):
                return number
            if number in TOO_MANY:
                return None
            raise

    def lock(self):
        self.server.run("ALTER USER " + self.account + " ACCOUNT LOCK")

    def unlock(self):
        self.server.run("ALTER USER " + self.account + " ACCOUNT UNLOCK")

    def take_app(self):
        if self.refusal() == ACCESS_DENIED:
            # Its own password stays the first: the other one is what `retire-passwords` takes away.
            q = self.server.connection.escape
            self.server.run("ALTER USER " + self.account + " IDENTIFIED BY " + q(self.shared_password),
                            "ALTER USER " + self.account + " IDENTIFIED BY " + q(self.own_password) + " RETAIN CURRENT PASSWORD")
        self.unlock()

    def sessions(self):
        return [row[0] for row in self.server.rows("SELECT ID FROM performance_schema.processlist WHERE USER = %s", self.user)]

    def refuse_app(self):
        """Gives all transactions: when this returns, nothing of the app's is under way, and nothing of it can begin."""
        # A managed cluster's administrator may not end other accounts' sessions, but every account its own.
        own = self.login_to_end_sessions()
        self.lock()
        deadline, quiet = time.monotonic() + KILL_SECONDS, 0
        # A login that was under way when the account was locked shows a moment later.
        while quiet < 2:
            others = [one for one in self.sessions() if one != own.connection.thread_id()]
            quiet = 0 if others else quiet + 1
            for one in others:
                kill(own, one)
            if time.monotonic() > deadline:
                raise admin.Refused("the app's sessions do not end: " + ", ".join(map(str, others)))
            time.sleep(0.03)
        return self.executed()

    def login_to_end_sessions(self):
        if self.name == "self-hosted":
            return self.server
        if self.refusal() == LOCKED:
            # An earlier run was interrupted, and did not get further: the other side does not take the app.
            self.unlock()
        return self.login(self.user, self.shared_password)


def kill(server, session):
    try:
        server.run("KILL %d" % session)
    except Exception as error:
        if not error.args or error.args[0] != NO_SUCH_THREAD:
            raise


# ---- the two of them

class Migration:
    def __init__(self, cluster, given):
        self.cluster, self.managed_facts = cluster, given["managed"]
        settings = cluster.settings()
        self.kind, user = settings["KIND"], settings["APP_USER"]
        own = {"self-hosted": settings["APP_PASSWORD"], "managed": self.managed_facts["appPasswords"][user]}
        shared = own[given["from"]]
        write(CA_FILE, self.managed_facts["ca"])
        facts = self.managed_facts
        self.here = Side("self-hosted", cluster.Server(), user, own["self-hosted"], shared, self.login_here)
        self.there = Side("managed", self.login_there(facts["user"], facts["password"]), user, own["managed"], shared, self.login_there)

    def login_here(self, user, password):
        return self.connect("127.0.0.1", 3306, user, password, self.cluster.TLS["ca"])

    def login_there(self, user, password):
        return self.connect(self.managed_facts["host"], self.managed_facts["port"], user, password, CA_FILE)

    def connect(self, host, port, user, password, ca):
        import pymysql
        server = self.cluster.Server.__new__(self.cluster.Server)
        # A managed cluster's certificate is verified against its CA, as the app does (ADR 14).
        server.connection = pymysql.connect(host=host, port=port, user=user, password=password, ssl={"ca": ca, "check_hostname": False},
                                            connect_timeout=5, read_timeout=120, autocommit=True)
        return server

    def lacks(self, side, other):
        """How many of the other's transactions a side does not have."""
        theirs = other.executed()
        return admin.transactions(side.server.value("SELECT GTID_SUBTRACT(%s, @@global.gtid_executed)", theirs))

    def serving(self):
        return [side for side in (self.here, self.there) if side.refusal() is None]

    def channel(self):
        """Of this node to the managed cluster: None, or (whether it runs, its last error)."""
        rows = self.here.server.rows(
            "SELECT c.SERVICE_STATE, a.SERVICE_STATE, c.LAST_ERROR_MESSAGE FROM performance_schema.replication_connection_status c "
            "JOIN performance_schema.replication_applier_status a USING (CHANNEL_NAME) WHERE CHANNEL_NAME = %s", CHANNEL)
        if not rows:
            return None
        error = rows[0][2] or self.here.server.value(
            "SELECT MAX(LAST_ERROR_MESSAGE) FROM performance_schema.replication_applier_status_by_worker WHERE CHANNEL_NAME = %s", CHANNEL)
        return rows[0][0] != "OFF" and rows[0][1] == "ON", error or ""


def loading(cluster):
    return cluster.STATE + "/loading"


def write(path, text):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, 0o644)


# ---- verbs

def look(m):
    channel = m.channel()
    shared = m.here.server.value("SELECT GTID_SUBTRACT(%s, GTID_SUBTRACT(%s, @@global.gtid_executed))", m.there.executed(), m.there.executed())
    return {
        "serving": [side.name for side in m.serving()],
        "lacks": {"self-hosted": m.lacks(m.here, m.there), "managed": m.lacks(m.there, m.here)},
        "follows": channel is not None and channel[0],
        "error": channel[1] if channel else "",
        "loaded": bool(shared) and not os.path.exists(loading(m.cluster)),
    }


def offer(m):
    password = secrets.token_hex(16)
    make_account(m.here.server, password, GRANTS)
    return {"host": m.here.server.value("SELECT @@report_host"), "port": 3306, "username": ACCOUNT, "password": password}


def make_account(server, password, grants):
    account = "'%s'@'%%'" % ACCOUNT
    identified = account + " IDENTIFIED BY " + server.connection.escape(password) + " REQUIRE SSL"
    server.run("CREATE USER IF NOT EXISTS " + identified, "ALTER USER " + identified, "GRANT " + grants + " ON *.* TO " + account)


def load(m):
    if m.here.refusal() is None:
        raise admin.Refused("the self-hosted cluster takes the app: its data is the current one")
    refuse_tables(m.there.server, m.kind)
    local = m.here.server
    with admin.alone():
        write(loading(m.cluster), "")
        local.run(*(["STOP GROUP_REPLICATION"] if m.kind == "group" else ["SET GLOBAL rpl_semi_sync_source_enabled = OFF"]),
                  "SET GLOBAL super_read_only = OFF", "SET GLOBAL read_only = OFF", "SET SESSION sql_log_bin = 0")
        for name in databases(local):
            local.run("DROP DATABASE `%s`" % name.replace("`", "``"))
        local.either("RESET BINARY LOGS AND GTIDS", "RESET MASTER")
        dump(m.managed_facts, databases(m.there.server))
        local.run("SET GLOBAL super_read_only = ON")
        admin.begin_timeline("migration")
        if m.kind == "pair":
            m.cluster.write(m.cluster.ROLE, "promoted")
        os.unlink(loading(m.cluster))
    return {"loaded": True}


def databases(server):
    return [name for name, in server.rows("SHOW DATABASES") if name not in SYSTEM]


def refuse_tables(server, kind):
    """A group takes tables of InnoDB with a primary key, and no others."""
    wrong = [row[0] for row in server.rows(
        "SELECT CONCAT(t.TABLE_SCHEMA, '.', t.TABLE_NAME) FROM information_schema.TABLES t LEFT JOIN information_schema.TABLE_CONSTRAINTS c "
        "ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.CONSTRAINT_TYPE = 'PRIMARY KEY' "
        "WHERE t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_SCHEMA NOT IN %s AND (t.ENGINE <> 'InnoDB' OR c.CONSTRAINT_NAME IS NULL)", SYSTEM)]
    if wrong and kind == "group":
        raise admin.Refused("a group takes no table without a primary key, or of another engine than InnoDB: " + ", ".join(wrong[:10]))


def dump(facts, names):
    """The managed cluster's data and the set of its transactions, as of one moment."""
    options = "/run/mysql-migrate.cnf"
    with open(os.open(options, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.write("[client]\nhost = %s\nport = %d\nuser = %s\npassword = \"%s\"\nssl-ca = %s\nssl-mode = VERIFY_CA\n"
                % (facts["host"], facts["port"], facts["user"], facts["password"], CA_FILE))
    try:
        with subprocess.Popen(["mysqldump", "--defaults-extra-file=" + options, "--single-transaction", "--set-gtid-purged=ON", "--hex-blob",
                               "--routines", "--triggers", "--events", "--databases", *names], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as source:
            taken = subprocess.run(["mysql", "--no-defaults", "-uroot", "-S", "/run/mysqld/mysqld.sock"], stdin=source.stdout, stderr=subprocess.PIPE)
            source.stdout.close()
            said = source.stderr.read()
        if source.returncode or taken.returncode:
            raise admin.Refused("the copy failed, repeat it: " + (said + taken.stderr).decode(errors="replace").strip()[-500:])
    finally:
        os.unlink(options)


def follow(m):
    here, there = m.here.server, m.there.server
    if m.there.refusal() is not None:
        # What it has and this cluster has not are the statements of its copy of this cluster's data, and accounts: they are had as they are.
        note_as_had(here, m.there.executed())
    password = secrets.token_hex(16)
    make_account(there, password, "REPLICATION SLAVE")
    if m.channel() is not None:
        here.run("STOP REPLICA FOR CHANNEL '%s'" % CHANNEL)
    # A filter is forgotten with each restart of the server, and so is that the channel runs: both are said together.
    ignored = ", ".join("'%s.%%'" % name for name in SYSTEM)
    here.run("CHANGE REPLICATION SOURCE TO SOURCE_HOST = '%s', SOURCE_PORT = %d, SOURCE_USER = '%s', SOURCE_PASSWORD = '%s', SOURCE_AUTO_POSITION = 1, "
             "SOURCE_SSL = 1, SOURCE_SSL_CA = '%s', SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000, SOURCE_HEARTBEAT_PERIOD = 2 "
             "FOR CHANNEL '%s'" % (m.managed_facts["host"], m.managed_facts["port"], ACCOUNT, password, CA_FILE, CHANNEL),
             "CHANGE REPLICATION FILTER REPLICATE_WILD_IGNORE_TABLE = (%s) FOR CHANNEL '%s'" % (ignored, CHANNEL),
             "START REPLICA FOR CHANNEL '%s'" % CHANNEL)
    return {"follows": True}


def note_as_had(local, gtids):
    for gtid in each(local.value("SELECT GTID_SUBTRACT(%s, @@global.gtid_executed)", gtids)):
        local.run("SET GTID_NEXT = '%s'" % gtid, "BEGIN", "COMMIT")
    local.run("SET GTID_NEXT = 'AUTOMATIC'")


def each(gtids):
    """'uuid:1-2:5,uuid:tag:1' one by one."""
    for part in filter(None, gtids.replace("\n", "").replace(" ", "").split(",")):
        source, *pieces = part.split(":")
        prefix = source
        for piece in pieces:
            first, _, last = piece.partition("-")
            if not first.isdigit():
                prefix = source + ":" + piece
                continue
            for number in range(int(first), int(last or first) + 1):
                yield "%s:%d" % (prefix, number)


def switch(m, target_name):
    target, source = (m.here, m.there) if target_name == "self-hosted" else (m.there, m.here)
    if target.refusal() is None:
        return {"seconds": 0}
    behind = m.lacks(target, source)
    if behind > MAX_BEHIND:
        raise admin.Refused("%s lacks %d transactions, and writes would wait for them: try again when it lacks fewer than %d" % (target.name, behind, MAX_BEHIND))
    # The app writes on: what it waits for afterwards is what has come in meanwhile.
    if not has_within(target, source.executed()):
        raise admin.Refused("%s has not all transactions after %d s, though the app was not held up for it: try again when it writes less"
                            % (target.name, CATCH_UP_SECONDS))
    begun = time.monotonic()
    try:
        if not has_within(target, source.refuse_app()):
            raise admin.Refused("%s has not all transactions after %d s: %s goes on serving" % (target.name, CATCH_UP_SECONDS, source.name))
    except BaseException:
        source.unlock()
        raise
    # From here on there is no way back to the source: it may be that the target was told, and has not said so.
    target.take_app()
    return {"seconds": round(time.monotonic() - begun, 2)}


def has_within(side, gtids):
    return side.server.value("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %s)", gtids, CATCH_UP_SECONDS) == 0


def finish(m):
    if m.channel() is not None:
        m.here.server.run("STOP REPLICA FOR CHANNEL '%s'" % CHANNEL, "RESET REPLICA ALL FOR CHANNEL '%s'" % CHANNEL)
    for side in m.serving():
        side.server.run("DROP USER IF EXISTS '%s'@'%%'" % ACCOUNT)
    return {"finished": True}


VERBS = {"look": look, "offer": offer, "load": load, "follow": follow, "switch": switch, "finish": finish}


def main(verb, *arguments):
    try:
        print(json.dumps(VERBS[verb](Migration(admin.load_cluster(), json.loads(INPUT)), *arguments)))  # noqa: F821
    except admin.Refused as refusal:
        sys.exit(str(refusal))
    except Exception as error:
        # A password may stand in the statement that failed: only the server's words are shown.
        sys.exit("%s: %s" % (type(error).__name__, error.args[1] if len(error.args) > 1 else error))


if __name__ == "__main__":
    main(*sys.argv[1:])
