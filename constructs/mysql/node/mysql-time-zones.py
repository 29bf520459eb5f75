#!/usr/bin/python3
"""Loads the system's time zones into the server's tables when this node takes writes and has newer ones: by mysql-cluster before the app's
account is made, and by a timer. The other nodes get them by replication.

One transaction, so that no query meets half of them. What is loaded is known by a comment of the table: any node may be primary the next time.
A zone that a server has used stays in its memory until its next restart.
"""
import fcntl
import re
import subprocess
import sys

DIRECTORY = "/usr/share/zoneinfo"
TABLES = ("time_zone_name", "time_zone_transition", "time_zone_transition_type", "time_zone")
LOCK = "/run/mysql-time-zones.lock"
SOCKET = "/run/mysqld/mysqld.sock"
COMMENT = "Time zones of tzdata "


def version_of(text):
    """Of the first line of tzdata.zi, such as `# version 2026f`; these sort as text."""
    found = re.match(r"# version (\d{4}[a-z]+)\n", text)
    return found.group(1) if found else None


def loaded_version(comment):
    return comment[len(COMMENT):] if comment.startswith(COMMENT) else ""


def transaction(sql):
    """What mysql_tzinfo_to_sql prints, as statements of one transaction: it truncates first, and a truncation ends a transaction."""
    statements = [one.strip() for one in re.split(r";\n", sql)]
    own = re.compile(r"(TRUNCATE|START TRANSACTION|COMMIT|ALTER TABLE)\b", re.I)
    kept = [one for one in statements if one and not own.match(one)]
    foreign = [one for one in kept if not re.match(r"(INSERT INTO time_zone|SET @)", one)]
    if foreign:
        raise ValueError("mysql_tzinfo_to_sql prints something unknown: " + foreign[0][:60])
    return ["START TRANSACTION", *("DELETE FROM " + table for table in TABLES), *kept, "COMMIT"]


def load(rows, version, sql):
    """Whether they were loaded. rows: runs a statement, gives its rows."""
    if rows("SELECT @@global.super_read_only")[0][0] == 1:
        return False
    comment = rows("SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'time_zone'")[0][0]
    # Never older ones: a node that has been updated may have been primary before this one.
    if loaded_version(comment) >= version:
        return False
    for statement in transaction(sql()):
        rows(statement)
    # After the data: an interruption in between loads them once more.
    rows("ALTER TABLE time_zone COMMENT = '%s%s'" % (COMMENT, version))
    return True


def main():
    import pymysql
    with open(LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with open(DIRECTORY + "/tzdata.zi") as f:
            version = version_of(f.readline())
        if version is None:
            sys.exit("%s/tzdata.zi has no version: is the package tzdata whole?" % DIRECTORY)
        connection = pymysql.connect(unix_socket=SOCKET, user="root", database="mysql", connect_timeout=5)

        def rows(statement):
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()

        def sql():
            # Files that are no zones are named on standard error.
            return subprocess.run(["mysql_tzinfo_to_sql", DIRECTORY], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

        if load(rows, version, sql):
            print("loaded the time zones of tzdata " + version)


if __name__ == "__main__":
    main()
