#!/usr/bin/python3
"""While a database is migrated: tells this node's proxy whether the managed cluster takes this node's app. 200 or 503 to every request.

It does when the app's password opens it and it takes writes. The one of the two databases that does not serve refuses the app: it does not
know the app's password yet, or has the account locked (cli/mysql/node/mysql-migrate.py). So what the data is safe by, and what the
proxy goes by, is one thing, and it is with the data: not with this node, nor with whoever switches.
"""
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pymysql

PORT = 9202
EVERY_SECONDS = 0.25

taken = False


def connect():
    return pymysql.connect(
        host=os.environ["MANAGED_HOST"], port=int(os.environ["MANAGED_PORT"]), user=os.environ["DATABASE_USER"],
        password=os.environ["DATABASE_PASSWORD"], ssl={"ca": os.environ["DATABASE_CA"], "check_hostname": False},
        connect_timeout=1, read_timeout=1, write_timeout=1, autocommit=True)


def takes_writes(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@global.super_read_only")
        return cursor.fetchone()[0] == 0


def look(connection):
    """(the connection to ask by next time, whether the app is taken)"""
    try:
        connection = connection or connect()
        return connection, takes_writes(connection)
    except Exception:  # refused, silent, or on its way to another primary
        if connection is not None:
            try:
                connection.close()
            except Exception:
                pass
        return None, False


def watch():
    global taken
    connection = None
    while True:
        connection, taken = look(connection)
        time.sleep(EVERY_SECONDS)


class Handler(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self):
        self.send_response(200 if taken else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    threading.Thread(target=watch, daemon=True).start()
    Server(("127.0.0.1", PORT), Handler).serve_forever()
