#!/usr/bin/python3
"""Has keepalived give the reserved IP up while HAProxy does not answer: its track_file `silent` holds 1 then. Usage: haproxy-alive PORT

One process that goes on: keepalived's own check scripts are a new process five times a second, which takes thirty times the processor time.
"""
import os
import socket
import sys
import time

SILENT = "/run/lb-failover/silent"
INTERVAL, TIMEOUT = 0.2, 0.5
# Answers in a row. 0.6 s without one: a restart by systemd is quicker and moves nothing.
FALL, RISE = 3, 5
PING_SECONDS = 2  # systemd starts this program again after 10 s without one


class Verdict:
    def __init__(self, silent):
        self.silent, self.row = silent, 0

    def add(self, alive):
        """Whether HAProxy counts as silent from now on."""
        self.row = self.row + 1 if alive == self.silent else 0
        if self.row >= (RISE if self.silent else FALL):
            self.silent, self.row = not self.silent, 0
        return self.silent


def is_alive(port):
    """By a new connection, as visitors come."""
    try:
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as to:
            to.sendall(b"GET /lb-healthz HTTP/1.0\r\n\r\n")
            return to.recv(64).split(b" ", 2)[1:2] == [b"200"]
    except OSError:
        return False


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except OSError:
        return ""


def write(path, text):
    # In place: keepalived watches the file itself.
    with open(path, "w") as f:
        f.write(text + "\n")


def tell_systemd(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


def main(port):
    verdict, pinged = Verdict(read(SILENT) == "1"), 0.0
    while True:
        began = time.monotonic()
        wanted = "1" if verdict.add(is_alive(port)) else "0"
        if read(SILENT) != wanted:
            write(SILENT, wanted)
            print("HAProxy does not answer" if wanted == "1" else "HAProxy answers", flush=True)
        if began - pinged >= PING_SECONDS:
            pinged = began
            tell_systemd("WATCHDOG=1")
        time.sleep(max(0.0, INTERVAL - (time.monotonic() - began)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
