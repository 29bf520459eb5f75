"""client.py PLAN: writes and reads through this node's service proxy, as an app does, until its standard input ends. Runs on an app
server with the app's environment. PLAN: JSON {run, writers, writesPerSecond, readsPerSecond}; rates are of each thread.

A line of JSON for each statement: {at, milliseconds, result, method, id, node}; `at` in milliseconds since the load began, result 0 or
an error's name, `node` the server that answered. A write is tried once, with an id of its own. A read is tried once more on a new
connection, as a pool of connections does; `staleMilliseconds` is how long before it a write was acknowledged that it does not see.
"""
import json
import os
import sys
import threading
import time

import pymysql

TABLE = """CREATE TABLE IF NOT EXISTS drill_writes (number BIGINT AUTO_INCREMENT PRIMARY KEY,
  run VARCHAR(32) NOT NULL, writer INT NOT NULL, n INT NOT NULL, KEY (run, writer, n))"""
PAUSE_AFTER_FAILURE = 0.05

plan = json.loads(sys.argv[1])
begun = time.monotonic()
stopped = threading.Event()
printing = threading.Lock()
acknowledged = [[] for _ in range(plan["writers"])]  # of each writer: when its n-th write was acknowledged, None when it was not


def connect(role):
    connection = pymysql.connect(
        host=os.environ["DATABASE_%s_HOST" % role], port=int(os.environ["DATABASE_%s_PORT" % role]),
        user=os.environ["DATABASE_USER"], password=os.environ["DATABASE_PASSWORD"], database=os.environ["DATABASE_NAME"],
        ssl={"ca": os.environ["DATABASE_CA"]}, connect_timeout=2, read_timeout=20, autocommit=True)
    connection.node = ask(connection, "SELECT @@hostname")[0][0]
    return connection


def ask(connection, sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def now():
    return (time.monotonic() - begun) * 1000


def report(at, result, method, node, **more):
    line = {"at": round(at), "milliseconds": round(now() - at), "result": result, "method": method, "node": node, **more}
    with printing:
        print(json.dumps(line), flush=True)


def name_of(error):
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    return "%s %d" % (type(error).__name__, number)


def at_a_rate(per_second, step):
    """Calls step(connection) -> connection at a rate; what was missed while a statement took long is not made up for."""
    connection, due = None, time.monotonic()
    while not stopped.is_set():
        due = max(due + 1 / per_second, time.monotonic())
        connection = step(connection)
        time.sleep(max(0.0, due - time.monotonic()))


def writer(number):
    def write(connection):
        at, n = now(), len(acknowledged[number])
        acknowledged[number].append(None)
        node = connection.node if connection else ""
        try:
            connection = connection or connect("WRITER")
            node = connection.node
            ask(connection, "INSERT INTO drill_writes (run, writer, n) VALUES (%s, %s, %s)", plan["run"], number, n)
            acknowledged[number][n] = time.monotonic()
            report(at, 0, "INSERT", node, id="%d-%d" % (number, n))
            return connection
        except Exception as error:  # whatever it is, the write was not acknowledged
            report(at, name_of(error), "INSERT", node, id="%d-%d" % (number, n))
            time.sleep(PAUSE_AFTER_FAILURE)
            return None

    at_a_rate(plan["writesPerSecond"], write)


def staleness(seen, when):
    """Milliseconds, of a read at `when` that saw the writes up to number seen[writer]."""
    missing = [moment for number, moments in enumerate(acknowledged)
               for moment in moments[seen.get(number, -1) + 1:] if moment is not None and moment < when]
    return round((when - min(missing)) * 1000) if missing else 0


def reader():
    def read(connection):
        at = now()
        for last_try in (False, True):
            try:
                connection = connection or connect("READER")
                when = time.monotonic()
                rows = ask(connection, "SELECT writer, MAX(n) FROM drill_writes WHERE run = %s GROUP BY writer", plan["run"])
                report(at, 0, "SELECT", connection.node, staleMilliseconds=staleness(dict(rows), when))
                return connection
            except Exception as error:
                connection = None
                if last_try:
                    report(at, name_of(error), "SELECT", "")
                    time.sleep(PAUSE_AFTER_FAILURE)

    at_a_rate(plan["readsPerSecond"], read)


def main():
    with connect("WRITER") as connection:
        ask(connection, TABLE)
    threads = [threading.Thread(target=writer, args=(number,), daemon=True) for number in range(plan["writers"])]
    threads.append(threading.Thread(target=reader, daemon=True))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stopped.set()
    for thread in threads:
        thread.join(30)


main()
