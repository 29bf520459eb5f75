#!/usr/bin/python3
"""Gives the reserved IP away while this node is the VRRP master and reaches clearly less of the backend than another load balancer.

Alive is not able to serve: HAProxy runs, and keepalived is content, on a node whose path to the servers is cut. Each load balancer answers
GET /reach on its metrics port with the number of servers that pass its checks. The master compares its own with the others', and
stands aside (keepalived's track_file `blind`) while one reaches more than twice as many. When all reach as little, nobody moves.
"""
import json
import socket
import sys
import time
from collections import deque

SETTINGS = "/etc/lb-failover/settings.json"
# address -> when follow-peers last saw it among the members
PEERS = "/run/lb-failover/peers-seen.json"
STATE = "/run/lb-failover/state"
# keepalived stays out while it holds 1.
BLIND = "/run/lb-failover/blind"
INTERVAL, TIMEOUT = 0.25, 0.2
# Answers that are averaged: checks that fail now and then, as with packets lost, count for what they are.
WINDOW = 3
# Comparisons in a row until this node stands aside, and until it is back: a flapping path moves the address once. Load balancers check by
# clocks of their own: of servers that go or come for both, one hears up to half a second before the other.
GIVE_UP, COME_BACK = 5, 12
REQUEST = b"GET /reach HTTP/1.1\r\nHost: reach\r\n\r\n"


class Comparison:
    def __init__(self, blind=False):
        self.blind, self.row, self.answers = blind, 0, {}

    def mean(self, name):
        """None for whoever has not answered lately."""
        known = [answer for answer in self.answers.get(name, ()) if answer is not None]
        return sum(known) / len(known) if known else None

    def clearly_less(self, peers):
        best = max((self.mean(peer) or 0 for peer in peers), default=0)
        return (self.mean("own") or 0) * 2 < best

    def add(self, own, peers):
        """One round of answers; whether this node stands aside from now on."""
        for name, answer in {"own": own, **peers}.items():
            self.answers.setdefault(name, deque(maxlen=WINDOW)).append(answer)
        if self.blind and all(self.mean(peer) is None for peer in peers):
            self.blind, self.row = False, 0  # nobody is there to have the address
        elif self.clearly_less(peers) == self.blind:
            self.row = 0
        else:
            self.row += 1
            if self.row >= (COME_BACK if self.blind else GIVE_UP):
                self.blind, self.row = not self.blind, 0
        return self.blind


class Asked:
    """A load balancer, by a connection that is kept."""

    def __init__(self, address, port):
        self.address, self.port, self.connection = address, port, None

    def reach(self):
        """None when it does not answer."""
        try:
            if self.connection is None:
                self.connection = socket.create_connection((self.address, self.port), TIMEOUT)
            self.connection.sendall(REQUEST)
            head, _, body = self.connection.recv(4096).partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200") or b"close" in head.lower():
                self.close()
            return int(body)
        except (OSError, ValueError):
            self.close()
            return None

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def members(seen):
    """Without those that have left the tier."""
    newest = max(seen.values(), default=0)
    return [address for address, at in seen.items() if at == newest]


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


def main():
    with open(SETTINGS) as f:
        port = json.load(f)["peer_port"]
    asked = {"own": Asked("127.0.0.1", port)}
    comparison = Comparison(read(BLIND) == "1")
    while True:
        time.sleep(INTERVAL)
        if read(STATE) != "MASTER" and not comparison.blind:
            comparison = Comparison()
            continue
        peers = members(json.loads(read(PEERS) or "{}"))
        for address in peers:
            asked.setdefault(address, Asked(address, port))
        reach = {name: asked[name].reach() for name in ["own", *peers]}
        before = comparison.blind
        if comparison.add(reach.pop("own"), reach) != before:
            write(BLIND, "1" if comparison.blind else "0")
            what = "standing aside" if comparison.blind else "back"
            print("%s: this node reaches %s servers, others %s" % (what, comparison.mean("own"), reach), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
