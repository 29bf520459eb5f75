"""Copies the databases of another server into this one and then follows it, as DigitalOcean's online migration does (Aiven's
aiven-mysql-migrate): mysqldump into this server under transactions of its own, the dump's transactions noted as had, replication from there.
Accounts are not copied. INPUT, put before this program: JSON {host, port, username, password, ssl, ignoreDbs}.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time

CHANNEL = "migration"
SYSTEM = ("mysql", "sys", "information_schema", "performance_schema")
SESSION = (b"SET @MYSQLDUMP_TEMP_LOG_BIN", b"SET @@SESSION.SQL_LOG_BIN")
PURGED = b"SET @@GLOBAL.GTID_PURGED"
STARTED_WITHIN_SECONDS = 30


class Dump:
    """A dump without what it would say of the server that takes it; its transactions are kept apart."""

    def __init__(self, lines):
        self.source, self.noted, self.noting = lines, b"", False

    def lines(self):
        for line in self.source:
            self.noting = self.noting or line.startswith(PURGED)
            if self.noting:
                self.noted += line
                self.noting = not line.rstrip().endswith(b";")
            elif not line.startswith(SESSION):
                yield re.sub(rb"DEFINER=`[^`]*`@`[^`]*`", b"", line) if line.startswith((b"/*!5", b"CREATE DEFINER")) else line

    def gtids(self):
        return "".join(re.findall(r"'([0-9a-fA-F][^']*)'", self.noted.decode())).replace("\n", "")


def local(sql):
    return subprocess.run(["mysql", "-u", "root", "-N", "-B", "-r"], input=sql.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().strip()


def literal(text):
    return "'" + str(text).replace("\\", "\\\\").replace("'", "\\'") + "'"


def databases(remote, ignored):
    names = remote("mysql", "-N", "-B", "-e", "SHOW DATABASES").split()
    found = [name for name in names if name not in SYSTEM and name not in ignored]
    if not found:
        sys.exit("there is nothing to migrate")
    return found


def copy(defaults, names):
    command = ["mysqldump", defaults, "--single-transaction", "--skip-lock-tables", "--hex-blob", "--routines", "--triggers", "--events",
               "--set-gtid-purged=ON", "--databases", *names]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as source, \
            subprocess.Popen(["mysql", "-u", "root"], stdin=subprocess.PIPE) as target:
        dump = Dump(source.stdout)
        target.stdin.write(b"SET SESSION sql_require_primary_key = 0;\n")
        for line in dump.lines():
            target.stdin.write(line)
        target.stdin.close()
        if source.wait() or target.wait():
            sys.exit("the copy failed")
    return dump.gtids()


def follow(source):
    ignored = ", ".join(literal(name + ".%") for name in (*SYSTEM, *source["ignoreDbs"]))
    local("CHANGE REPLICATION SOURCE TO SOURCE_HOST = %s, SOURCE_PORT = %d, SOURCE_USER = %s, SOURCE_PASSWORD = %s, SOURCE_AUTO_POSITION = 1, "
          "SOURCE_SSL = %d, REQUIRE_ROW_FORMAT = 1, REQUIRE_TABLE_PRIMARY_KEY_CHECK = OFF, SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000 "
          "FOR CHANNEL '%s'; CHANGE REPLICATION FILTER REPLICATE_WILD_IGNORE_TABLE = (%s) FOR CHANNEL '%s'; START REPLICA FOR CHANNEL '%s'"
          % (literal(source["host"]), source["port"], literal(source["username"]), literal(source["password"]), source["ssl"], CHANNEL,
             ignored, CHANNEL, CHANNEL))
    state = "SELECT SERVICE_STATE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = '%s'" % CHANNEL
    deadline = time.monotonic() + STARTED_WITHIN_SECONDS
    while local(state) != "ON":
        if time.monotonic() > deadline:
            sys.exit("the source does not send its transactions: " + local(
                "SELECT LAST_ERROR_MESSAGE FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = '%s'" % CHANNEL))
        time.sleep(0.2)


def main(source):
    with tempfile.NamedTemporaryFile("w", suffix=".cnf") as file:  # 0600
        file.write("[client]\n" + "".join('%s = "%s"\n' % pair for pair in (
            ("host", source["host"]), ("port", source["port"]), ("user", source["username"]), ("password", source["password"]),
            ("ssl-mode", "REQUIRED" if source["ssl"] else "PREFERRED"))))
        file.flush()
        defaults = "--defaults-extra-file=" + file.name

        def remote(program, *arguments):
            return subprocess.run([program, defaults, *arguments], stdout=subprocess.PIPE, check=True).stdout.decode().strip()

        had = remote("mysql", "-N", "-B", "-r", "-e", "SELECT @@gtid_executed")
        # What is here already cannot be noted as had: better before the copy than after it.
        if local("SELECT GTID_SUBTRACT(%s, GTID_SUBTRACT(%s, @@gtid_executed))" % (literal(had), literal(had))):
            sys.exit("this cluster has transactions of the source already")
        gtids = copy(defaults, databases(remote, source["ignoreDbs"]))
    local("SET GLOBAL gtid_purged = %s" % literal("+" + gtids))
    follow(source)


if __name__ == "__main__":
    os.umask(0o077)
    main(json.loads(INPUT))  # noqa: F821
