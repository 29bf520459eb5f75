"""Makes the app's accounts as a database node does, with texts of any kind, and logs in with them. In a droplet's root."""
import importlib.util
import json
import os
import subprocess
import sys
import time

os.chmod("/usr/local/sbin/mysql-time-zones", 0o755)
spec = importlib.util.spec_from_file_location("cluster", "/mysql-cluster.py")
cluster = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cluster)
import pymysql  # noqa: E402


def start():
    options = ["--no-defaults", "--user=root", "--datadir=/data", "--mysqlx=OFF", "--secure-file-priv=NULL", "--innodb-redo-log-capacity=8M"]
    subprocess.run(["mysqld", *options, "--initialize-insecure"], check=True, stderr=subprocess.DEVNULL)
    os.makedirs("/run/mysqld", exist_ok=True)
    server = subprocess.Popen(["mysqld", *options, "--socket=/run/mysqld/mysqld.sock", "--bind-address=127.0.0.1"])
    end = time.monotonic() + 60
    while True:
        try:
            return server, cluster.Server()
        except pymysql.err.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                sys.exit("mysqld does not answer")
            time.sleep(0.2)


def log_in(user, password, database=None):
    with pymysql.connect(host="127.0.0.1", user=user, password=password, database=database, ssl={"ca": None}) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1), DATABASE()")
            return cursor.fetchone()


def main():
    server, local = start()
    try:
        read = []
        for account in json.load(open("/work.json")):
            secrets = {"APP_USER": account["user"], "APP_DATABASE": account["database"], "APP_PASSWORD": account["password"],
                       "APP_CONNECTIONS": "5", "OWN_CONNECTIONS": "5"}
            cluster.make_application_account(local, secrets)
            read.append(log_in(account["user"], account["password"], account["database"]))
            # Another password, as a deploy brings it.
            cluster.accounts = lambda secrets: ((secrets["APP_USER"], secrets["APP_PASSWORD"], False),)
            cluster.TLS = {"ca": None}
            cluster.CHECKED = "/run/checked"
            cluster.renew_passwords(local, {**secrets, "APP_PASSWORD": account["next"]})
            read.append(log_in(account["user"], account["next"]))
        print(json.dumps(read))
    finally:
        server.kill()
        server.wait()


# What the node's program prints is no part of the answer.
answer, sys.stdout = sys.stdout, sys.stderr
_print = print
def print(*words):  # noqa: E302
    _print(*words, file=answer)
main()
