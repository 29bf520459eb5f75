"""Runs the app's jobs as several nodes do, on a MySQL server that requires primary keys. In a droplet's root."""
import json
import os
import subprocess
import sys
import time

import pymysql

OPTIONS = ["--no-defaults", "--user=root", "--datadir=/data", "--mysqlx=OFF", "--secure-file-priv=NULL", "--innodb-redo-log-capacity=8M",
           "--sql-require-primary-key=ON", "--ssl-ca=/ca.pem", "--ssl-cert=/ca.pem", "--ssl-key=/key.pem"]
ENVIRONMENT = {
    **os.environ, "DATABASE_WRITER_HOST": "127.0.0.1", "DATABASE_WRITER_PORT": "3306", "DATABASE_NAME": "app", "DATABASE_USER": "app",
    "DATABASE_PASSWORD": "secret", "DATABASE_CA": "/ca.pem"}


def start():
    # The one that the server makes is refused by newer Python.
    subprocess.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=db -keyout /key.pem -out /ca.pem".split(),
                   check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["mysqld", *OPTIONS, "--initialize-insecure"], check=True, stderr=subprocess.DEVNULL)
    os.makedirs("/run/mysqld", exist_ok=True)
    server = subprocess.Popen(["mysqld", *OPTIONS, "--socket=/run/mysqld/mysqld.sock", "--bind-address=127.0.0.1"], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while True:
        try:
            execute("CREATE DATABASE app", database=None)
            execute("CREATE USER app@'%' IDENTIFIED BY 'secret' REQUIRE SSL")
            execute("GRANT ALL ON app.* TO app@'%'")
            return server
        except pymysql.err.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                sys.exit("mysqld does not answer")
            time.sleep(0.2)


def execute(sql, database="app"):
    with pymysql.connect(unix_socket="/run/mysqld/mysqld.sock", user="root", database=database, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        os.fchmod(f.fileno(), 0o755)
        f.write(text)


def jobs(count, *arguments):
    """Their exit statuses, and all that they print."""
    command = ["python3", "-I", "/app-job.py", *arguments]
    processes = [subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(count)]
    outputs = [process.communicate()[0] for process in processes]
    return sorted(process.returncode for process in processes), "".join(outputs)


def count():
    return len(open("/ran").readlines()) if os.path.exists("/ran") else 0


def release(nodes, identity, shell):
    write("/var/lib/app-releases/current/release-id", identity + "\n")
    write("/etc/app/release", "#!/bin/sh -e\n%s\n" % shell)
    if os.path.exists("/ran"):
        os.remove("/ran")
    statuses, output = jobs(nodes, "release")
    return {"statuses": statuses, "ran": count(), "output": output}


def schedules():
    """Two nodes whose timers fire every three seconds, for some time; then a run that is longer than that."""
    times = "*-*-* *:*:00/3"
    write("/etc/app/schedules/mail", "#!/bin/sh\ndate +%s >>/ran\n")
    write("/etc/app/schedules/long", "#!/bin/sh\ndate +%s >>/long\nsleep 4\n")
    write("/etc/app/jobs.json", json.dumps({"app": "app", "schedules": {name: {"calendar": times, "timeout": 60} for name in ("mail", "long")}}))
    os.remove("/ran")
    first = time.time()
    while time.time() < first + 10:
        time.sleep(3.02 - time.time() % 3)
        jobs(2, "schedule", "mail")
    runs = [int(line) for line in open("/ran")]
    execute("UPDATE _app_jobs SET handled = UNIX_TIMESTAMP() - 86400 WHERE job = 'schedule mail'")
    before = len(runs)
    missed = jobs(2, "schedule", "mail")[0]
    jobs(1, "schedule", "long")
    time.sleep(3.02 - time.time() % 3)
    jobs(1, "schedule", "long")
    skipped = execute("SELECT skipped FROM _app_jobs WHERE job = 'schedule long'")[0][0]
    return {"times": [run // 3 for run in runs], "missed": [missed, len(open("/ran").readlines()) - before],
            "long": [len(open("/long").readlines()), skipped]}


def calendars(texts):
    """Of each what systemd says of it: the next time, or nothing."""
    def next_time(text):
        shown = subprocess.run(["systemd-analyze", "calendar", text], capture_output=True, text=True).stdout
        return [line.split(": ", 1)[1] for line in shown.splitlines() if "Next elapse" in line]
    return [next_time(text) for text in texts]


def main():
    server = start()
    try:
        write("/etc/app/jobs.json", json.dumps({"app": "app", "release": {"timeout": 60}}))
        answer = {
            "first": release(3, "v1", "echo run >>/ran; sleep 1"),
            "again": release(1, "v1", "echo run >>/ran"),
            "failing": release(3, "v2", "sleep 1; echo run >>/ran; echo the table is there already >&2; exit 1"),
            "after a failure": release(2, "v2", "echo run >>/ran"),
        }
        # A node that was lost: its lease ends some time.
        execute("INSERT INTO _app_jobs (app, job, state, node, token, leased_until, output) VALUES"
                " ('app', 'release v3', 'running', 'app-9', 'x', UTC_TIMESTAMP() + INTERVAL 3 SECOND, '')")
        answer["after a loss"] = release(2, "v3", "echo run >>/ran; sleep 1")
        answer["schedules"] = schedules()
        answer["calendars"] = calendars(json.load(open("/calendars.json")))
        answer["rows"] = execute("SELECT job, state, output FROM _app_jobs WHERE job LIKE 'release%' ORDER BY job")
        print(json.dumps(answer))
    finally:
        server.kill()
        server.wait()


main()
