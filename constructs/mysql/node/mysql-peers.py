#!/usr/bin/python3
"""Lets the server's attempts to reach a lost node of its group fail at once.

Group Replication connects to a lost member again and again, in the one thread that must also agree on a new primary: an attempt that
nobody answers holds everything up for a second (traced with 9.7.4; writes were back after 6.6 to 9.3 s). So while a node answers
nothing at all, this node refuses the server's new connections to it. Established ones are left alone: a node that was away for a
moment goes on where it was. Refusals expire by themselves.
"""
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

PORT = 9200  # of a node's role agent: whoever lives accepts or refuses
EVERY = PATIENCE = 0.5
SILENCES = 2  # in a row, before a node counts as lost
REFUSED_FOR = "3s"
LOOK_SECONDS = 10  # between two looks at who the nodes are
RULES = """table inet mysql-peers
delete table inet mysql-peers
table inet mysql-peers {
  set lost { type ipv4_addr; flags timeout; }
  chain output {
    type filter hook output priority 0;
    meta skuid mysql ip daddr @lost tcp dport { 3306, 33061 } tcp flags & (syn | ack) == syn reject with tcp reset
  }
}
"""


SETTINGS = ("/etc/mysql-cluster/env", "/etc/mysql-cluster/secrets")


def peers(settings, host):
    """Names of the other nodes. settings: the texts of the files of SETTINGS; the last word counts."""
    values = dict(line.split("=", 1) for text in settings for line in text.splitlines() if "=" in line)
    names = values["NODES"].strip('"').split()
    return [name for name in names if name != "%s.%s" % (host, values["DOMAIN"].strip('"'))]


def current_peers():
    texts = []
    for path in SETTINGS:
        with open(path) as f:
            texts.append(f.read())
    return peers(texts, socket.gethostname().split(".")[0])


def answers(address):
    try:
        socket.create_connection((address, PORT), PATIENCE).close()
        return True
    except ConnectionRefusedError:
        return True
    except OSError:
        return False


def address_of(name, known):
    """The last one that was known, while names cannot be asked."""
    try:
        return socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0]
    except OSError:
        return known


def nft(text):
    subprocess.run(["nft", "-f", "-"], input=text, text=True, check=True)


def refuse(address):
    element = "element inet mysql-peers lost { %s }"
    renewed = [("add", address), ("delete", address), ("add", "%s timeout %s" % (address, REFUSED_FOR))]
    nft("\n".join("%s %s" % (verb, element % what) for verb, what in renewed) + "\n")


def admit(address):
    nft("add element inet mysql-peers lost { %s }\ndelete element inet mysql-peers lost { %s }\n" % (address, address))


def follow(name, rounds=None):
    """Watches one node for ever, or for so many rounds."""
    address, silences = None, 0
    while rounds is None or rounds > 0:
        rounds = None if rounds is None else rounds - 1
        if address is None or silences > 0:
            # A node that was replaced has another address.
            address, before = address_of(name, address), address
            silences = silences if address == before else 0
        if address is not None and answers(address):
            if silences >= SILENCES:
                admit(address)
            silences = 0
        elif address is not None:
            silences += 1
            if silences >= SILENCES:
                refuse(address)
        time.sleep(EVERY)


def main():
    nft(RULES)
    names = current_peers()
    with ThreadPoolExecutor(len(names)) as pool:
        followed = [pool.submit(follow, name) for name in names]
        while not wait(followed, LOOK_SECONDS, FIRST_COMPLETED).done:
            if current_peers() != names:
                print("the nodes of the cluster are others", flush=True)
                os._exit(0)  # systemd starts it again
        print(next(one for one in followed if one.done()).exception(), file=sys.stderr, flush=True)
        os._exit(1)  # systemd starts it again


if __name__ == "__main__":
    main()
