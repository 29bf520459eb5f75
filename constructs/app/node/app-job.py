#!/usr/bin/python3 -I
"""app-job release [current|next]: runs the app's release command once for each release, on one node; the others wait for it and share its end.
app-job schedule NAME, by a timer on each node: runs the command of a schedule once for each due time, on one node. The others stay until it has
ended: when its node is lost, one of them begins it again. A time that comes while it runs is skipped; of those that nobody was there for, it runs once.

The decision is a row in the app's own database: `token` names the process that runs the command, and its lease is renewed while the
command runs. A lease that has expired is the loss of its node: another one begins again. A process that cannot renew its lease in time ends
the command before anybody else may begin it. All times are the database server's.
"""
import calendar
import functools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import deque

import pymysql

DIRECTORY, RELEASES = "/etc/app", "/var/lib/app-releases"
RELEASED = "/var/lib/app-released"
NODE = socket.gethostname().split(".")[0]
# Seconds: between renewals, of a lease, and without a renewal until the command is ended, which takes 10 s more.
BEAT, LEASE, WITHOUT_RENEWAL, GRACE = 5, 180, 150, 10
OUTPUT_LINES, OUTPUT_SIZE = 30, 8000
FOUND_ROWS, NO_SUCH_TABLE = 2, 1146
# Seconds without a database after which a schedule counts as not run, and the status by which its unit tries again.
AWAY, TRY_AGAIN = 600, 75
# The primary key is for clusters that require one.
TABLE = """CREATE TABLE IF NOT EXISTS _app_jobs (
  app VARCHAR(64) NOT NULL, job VARCHAR(100) NOT NULL, state VARCHAR(10) NOT NULL, node VARCHAR(64) NOT NULL, token CHAR(32) NOT NULL,
  leased_until DATETIME NOT NULL, began DATETIME NULL, ended DATETIME NULL, output TEXT NOT NULL,
  handled BIGINT NULL, skipped INT NOT NULL DEFAULT 0, PRIMARY KEY (app, job)) CHARACTER SET utf8mb4"""
COLUMNS = ("state", "node", "token", "expired", "output", "handled")


def say(text):
    print(text, flush=True)


def read(name):
    with open(os.path.join(DIRECTORY, name)) as f:
        return f.read().strip()


def connect():
    return pymysql.connect(
        host=os.environ["DATABASE_WRITER_HOST"], port=int(os.environ["DATABASE_WRITER_PORT"]),
        user=os.environ["DATABASE_USER"], password=os.environ["DATABASE_PASSWORD"], database=os.environ["DATABASE_NAME"],
        ssl={"ca": os.environ["DATABASE_CA"], "check_hostname": False}, charset="utf8mb4", autocommit=True, client_flag=FOUND_ROWS,
        connect_timeout=5, read_timeout=10, write_timeout=10)


class Record:
    """The row of a job. Each statement has a connection of its own: the writer may move between two."""

    def __init__(self, app, job):
        self.key = (app, job)
        self.token = uuid.uuid4().hex

    def execute(self, sql, values=()):
        """(rows found, the first of them)"""
        connection = connect()
        try:
            with connection.cursor() as cursor:
                found = cursor.execute(sql, values)
                return found, cursor.fetchone()
        finally:
            connection.close()

    def read(self):
        """A new row is one that nobody has run yet. `handled`: up to when the times of a schedule are dealt with, seconds since 1970."""
        select = "SELECT state, node, token, leased_until < UTC_TIMESTAMP(), output, handled FROM _app_jobs WHERE app = %s AND job = %s"
        try:
            found, row = self.execute(select, self.key)
        except pymysql.ProgrammingError as error:
            if error.args[0] != NO_SUCH_TABLE:
                raise
            # Not each time: the statement is written to the binary log even when it changes nothing.
            self.execute(TABLE)
            found = 0
        if found == 0:
            self.execute("INSERT IGNORE INTO _app_jobs (app, job, state, node, token, leased_until, output) VALUES (%s, %s, 'new', '', '', UTC_TIMESTAMP(), '')", self.key)
            _, row = self.execute(select, self.key)
        return dict(zip(COLUMNS, row))

    def claim(self, seen, handled=None):
        """Succeeds for one of those that have seen the same row; `read` says for which, also when the answer to this is lost."""
        self.execute(
            "UPDATE _app_jobs SET state = 'running', node = %s, token = %s, leased_until = UTC_TIMESTAMP() + INTERVAL %s SECOND,"
            " began = UTC_TIMESTAMP(), ended = NULL, output = '', handled = %s WHERE app = %s AND job = %s AND state = %s AND token = %s"
            " AND handled <=> %s AND (state <> 'running' OR leased_until < UTC_TIMESTAMP())",
            (NODE, self.token, LEASE, handled, *self.key, seen["state"], seen["token"], seen["handled"]))

    def renew(self, seconds=LEASE):
        """Whether this process still holds the lease."""
        found, _ = self.execute(
            "UPDATE _app_jobs SET leased_until = UTC_TIMESTAMP() + INTERVAL %s SECOND WHERE app = %s AND job = %s AND state = 'running' AND token = %s",
            (seconds, *self.key, self.token))
        return found > 0

    def handle(self, handled, skipped=0):
        """Of the times up to this one none is due any more."""
        self.execute("UPDATE _app_jobs SET handled = %s, skipped = skipped + %s WHERE app = %s AND job = %s AND (handled IS NULL OR handled < %s)",
                     (handled, skipped, *self.key, handled))

    def end(self, state, output):
        self.execute("UPDATE _app_jobs SET state = %s, output = %s, ended = UTC_TIMESTAMP() WHERE app = %s AND job = %s AND token = %s",
                     (state, output, *self.key, self.token))


class Patience:
    """Tries again while the database is away, at most so many seconds, and says why once."""

    def __init__(self, limit=float("inf"), sleep=time.sleep, clock=time.monotonic):
        self.said, self.limit, self.sleep, self.clock = None, limit, sleep, clock

    def __call__(self, what):
        began = self.clock()
        while True:
            try:
                return what()
            except (pymysql.Error, OSError) as error:
                if str(error) != self.said:
                    say("waiting for the database: %s" % error)
                self.said = str(error)
                if self.clock() - began > self.limit:
                    sys.exit(TRY_AGAIN)
                self.sleep(2)


class Command:
    """A command in a process group of its own; its output goes to the journal, and its end is kept."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace")
        self.lines = deque(maxlen=OUTPUT_LINES)
        self.reader = threading.Thread(target=self.collect, daemon=True)
        self.reader.start()

    def collect(self):
        for line in self.process.stdout:
            say(line.rstrip("\n"))
            self.lines.append(line)

    def ended(self, seconds):
        """Its status, or None when it runs on after so long."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return
            if self.ended(GRACE) is not None:
                return

    @property
    def output(self):
        # What it has left in the background may hold the pipe open.
        self.reader.join(2)
        return "".join(list(self.lines))[-OUTPUT_SIZE:]


def run(record, command, timeout, meanwhile=lambda: None, clock=time.monotonic):
    """Whether the command succeeded and what it printed last; None when the lease was lost. `meanwhile` is called with each renewal."""
    began = renewed = clock()
    while True:
        status = command.ended(BEAT)
        if status is not None:
            return status == 0, command.output + ("" if status == 0 else "ended with %d\n" % status)
        if clock() - began > timeout:
            command.end()
            return False, command.output + "was stopped after %d s, its time limit\n" % timeout
        try:
            if not record.renew():
                say("another node has taken over")
                command.end()
                return None
            renewed = clock()
            meanwhile()
        except (pymysql.Error, OSError) as error:
            say("the lease cannot be renewed: %s" % error)
            if clock() - renewed > WITHOUT_RENEWAL:
                command.end()
                return None


class Stopped(Exception):
    pass


def stop(*_):
    raise Stopped


def run_claimed(record, path, timeout, meanwhile=lambda: None):
    """Runs what this process has claimed; when the node is stopped meanwhile, another one may begin at once."""
    command = Command(path)
    try:
        outcome = run(record, command, timeout, meanwhile)
        if outcome is not None:
            succeeded, output = outcome
            # However long it takes: what is not recorded would run again.
            patience = Patience()
            patience(meanwhile)
            patience(lambda: record.end("done" if succeeded else "failed", output))
    except Stopped:
        command.end()
        record.renew(-1)
        raise


def release(record, timeout, patience, sleep=time.sleep, run_claimed=run_claimed):
    """The exit status. A failure that was there before is no reason not to try."""
    waited = False
    while True:
        row = patience(record.read)
        own = row["token"] == record.token
        if row["state"] == "done":
            return 0
        if row["state"] == "failed" and (own or waited):
            say("the release has failed on %s:\n%s" % (row["node"], "" if own else row["output"]))
            return 1
        if row["state"] == "running" and own:
            run_claimed(record, os.path.join(DIRECTORY, "release"), timeout)
        elif row["state"] == "running" and not row["expired"]:
            if not waited:
                say("waiting for the release, which runs on %s" % row["node"])
            waited = True
            sleep(2)
        else:
            say("beginning the release" if row["state"] == "new" else "beginning again: the release %s on %s" % (
                "was interrupted" if row["state"] == "running" else "had failed", row["node"]))
            patience(lambda: record.claim(row))


@functools.lru_cache
def next_time(times, after):
    """The first time of a calendar after `after`, seconds since 1970, as systemd's timers have it."""
    shown = subprocess.run(["systemd-analyze", "calendar", "--base-time=@%d" % after, times], capture_output=True, text=True, check=True,
                           env={"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C"}).stdout
    found = re.search(r"Next elapse: \w+ (\S+ \S+) UTC", shown)
    return calendar.timegm(time.strptime(found.group(1), "%Y-%m-%d %H:%M:%S"))


def schedule(record, path, times, timeout, patience, now=time.time, sleep=time.sleep, run_claimed=run_claimed, next_time=next_time):
    """The exit status: of a run here, whether it succeeded."""
    began = int(now())

    def is_due(handled):
        return next_time(times, handled) <= now()

    def skip():
        handled = record.read()["handled"]
        if is_due(handled):
            say("skipped: the run before has not ended yet")
            record.handle(int(now()), 1)

    while True:
        row = patience(record.read)
        own, handled = row["token"] == record.token, row["handled"]
        if row["state"] == "running" and own:
            run_claimed(record, path, timeout, skip)
        elif row["state"] == "running" and not row["expired"]:
            sleep(BEAT)
        elif row["state"] == "running":
            say("beginning again: the run on %s was interrupted" % row["node"])
            patience(lambda: record.claim(row, handled))
        elif handled is None:
            # Of a schedule that is new, the times to come are due.
            patience(lambda: record.handle(began))
        elif is_due(handled):
            # By this node's clock, which may be behind that of the node which was here before.
            patience(lambda: record.claim(row, max(int(now()), handled)))
        else:
            return 1 if own and row["state"] == "failed" else 0


def main(kind, name="current"):
    signal.signal(signal.SIGTERM, stop)
    settings = json.loads(read("jobs.json"))
    if kind == "schedule":
        one = settings["schedules"][name]
        return schedule(Record(settings["app"], "schedule " + name), os.path.join(DIRECTORY, "schedules", name), one["calendar"], one["timeout"], Patience(AWAY))
    identity = read(os.path.join(RELEASES, name, "release-id"))
    # A node that starts again, when others may have released what comes after.
    if os.path.exists(RELEASED) and open(RELEASED).read().strip() == identity:
        return 0
    return release(Record(settings["app"], "release " + identity), settings["release"]["timeout"], Patience())


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Stopped:
        sys.exit("stopped")
