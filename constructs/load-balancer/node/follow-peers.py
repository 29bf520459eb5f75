#!/usr/bin/python3
"""Writes keepalived.conf from its template and has keepalived read it again when the other load balancers change.

A round every 5 s, once the deploy has given this node its names. Usage: follow-peers TIER_NAME
The members of TIER_NAME, less this node's own address, are the peers. A name server that does not answer changes nothing.

A new node does not start keepalived before the others know it: hearing no adverts, it would take itself for the only one,
and the address from who has it. It joins when it hears an advert, when nobody else has the address, or when it has had its
names for longer than anybody may remember the old ones.

VRRP is taken from the peers alone: the packet filter drops it from everybody else, for whoever sends adverts with a high
priority keeps every load balancer from being master.

A node goes on talking to former members for a while: they may not know yet that they are none, and whoever does not hear the master takes
the address. A node that was a member and is none any more has a successor, and leaves soon: as a backup it becomes master no
more, so that the address moves once, to a successor.
"""
import json
import os
import re
import socket
import subprocess
import sys
import time

# Who resolves a name before it exists is told so for half an hour.
NAMED = "/var/lib/node-report/named"
EVERY = 5
TEMPLATE = "/etc/keepalived/keepalived.conf.template"
CONFIG = "/etc/keepalived/keepalived.conf"
MEMBER = "/run/lb-failover/member"
STATE = "/run/lb-failover/state"
# keepalived stays out while it holds 1.
SUPERSEDED = "/run/lb-failover/superseded"
# The packet filter's table as it was last loaded; gone with a restart, as the table is.
FILTER = "/run/lb-failover/vrrp.nft"
# When each peer was last seen among the members.
SEEN = "/run/lb-failover/peers-seen.json"
# The names' TTL of 60 s, and the others' next round.
NAMES_KNOWN_AFTER = 90.0
# A former member has been told by then, or has gone.
FORGOTTEN_AFTER = 900.0


def resolve(name):
    """The addresses of `name`, [] when there is no such name, None when nobody can tell."""
    try:
        found = socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)
    except socket.gaierror as error:
        return [] if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else None
    return sorted({entry[4][0] for entry in found})


def priority(host):
    """lb-1 has 150, lb-2 140, and so on: without ties, two nodes that start together agree at once."""
    number = re.search(r"-(\d+)$", host)
    return max(1, 160 - 10 * int(number.group(1))) if number else 100


def note_seen(seen, own, members, now):
    """address -> when it was last a member; without those that are forgotten."""
    fresh = {address: at for address, at in seen.items() if now - at < FORGOTTEN_AFTER}
    return {**fresh, **{address: now for address in members if address != own}}


def render(template, host, own, peers):
    fields = {
        "@ROUTER_ID@": host,
        "@PRIORITY@": str(priority(host)),
        "@OWN_ADDRESS@": own,
        "@PEERS@": "\n".join("    " + address for address in peers),
    }
    text = template
    for field, value in fields.items():
        text = text.replace(field, value)
    # keepalived would take an empty list of peers for multicast, which a VPC does not carry; it waits alone, quietly.
    return text if peers else text.replace(
        "  unicast_peer {\n\n  }\n", "  unicast_peer {\n    %s\n  }\n" % own)


def render_filter(peers):
    """Before all other filters; loaded as one transaction."""
    elements = "elements = { %s }" % ", ".join(peers) if peers else ""
    return """table inet vrrp_peers
delete table inet vrrp_peers
table inet vrrp_peers {
  set peers {
    type ipv4_addr
    %s
  }
  chain input {
    type filter hook input priority filter - 20; policy accept;
    meta l4proto 112 ip saddr @peers accept
    meta l4proto 112 drop
  }
}
""" % elements


def filter_adverts(peers):
    rules = render_filter(peers)
    if read(FILTER) != rules:
        subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)
        write(FILTER, rules)


def own_address():
    out = subprocess.run(["ip", "-4", "-o", "addr", "show", "dev", "eth1"], check=True, capture_output=True, text=True)
    return re.search(r"inet (\S+)/", out.stdout).group(1)


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return None


def write(path, text):
    with open(path + ".new", "w") as f:
        f.write(text)
    os.replace(path + ".new", path)


def stay_out(superseded):
    """In place: keepalived watches the file itself, and makes it."""
    value = "1\n" if superseded and (read(STATE) or "").strip() != "MASTER" else "0\n"
    if read(SUPERSEDED) not in (None, value):
        with open(SUPERSEDED, "w") as f:
            f.write(value)


def hears_a_master():
    return subprocess.run(["claim-reserved-ip", "heard"]).returncode == 0


def address_is_for_the_taking():
    ended = subprocess.run(["claim-reserved-ip", "holder"], capture_output=True, text=True)
    return ended.stdout.strip() in ("nobody", "here")


def member_for():
    """Seconds since this node saw itself among the members."""
    try:
        return time.time() - os.stat(MEMBER).st_mtime
    except FileNotFoundError:
        return 0.0


def may_join():
    return member_for() > NAMES_KNOWN_AFTER or hears_a_master() or address_is_for_the_taking()


def is_running():
    return subprocess.run(["systemctl", "is-active", "--quiet", "keepalived.service"]).returncode == 0


class Keepalived:
    """Whether it runs. systemd is only asked when its process has gone, and every half minute."""
    LOOK_SECONDS = 30.0

    def __init__(self, pid_file="/run/keepalived.pid"):
        self.pid_file, self.seen = pid_file, None

    def runs(self):
        if self.seen is None or time.monotonic() - self.seen > self.LOOK_SECONDS or not self.has_process():
            self.seen = time.monotonic() if is_running() else None
        return self.seen is not None

    def has_process(self):
        pid = (read(self.pid_file) or "").strip()
        return pid.isdigit() and os.path.exists("/proc/" + pid)


def one_round(tier, own, host, keepalived):
    members = resolve(tier)
    if members is None:
        print("no answer for %s, keeping the peers" % tier, file=sys.stderr, flush=True)
        if read(CONFIG) is None:
            return
    elif own in members and read(MEMBER) is None:
        write(MEMBER, "")
    if members is not None:
        superseded = bool(members) and own not in members and read(MEMBER) is not None
        seen = note_seen(json.loads(read(SEEN) or "{}"), own, members, time.time())
        write(SEEN, json.dumps(seen))
        peers = sorted(seen)
        filter_adverts(peers)
        text = render(read(TEMPLATE), host, own, peers)
        changed = text != read(CONFIG)
        if changed:
            write(CONFIG, text)
            print("peers: %s" % ", ".join(peers) + (", which take this node's place" if superseded else ""), flush=True)
        if changed and is_running():
            subprocess.run(["systemctl", "reload", "keepalived.service"], check=True)
        stay_out(superseded)
    if not keepalived.runs() and may_join():
        subprocess.run(["systemctl", "restart", "keepalived.service"], check=True)


def main():
    while not os.path.exists(NAMED):
        time.sleep(1)
    own, host, keepalived = own_address(), socket.gethostname().split(".")[0], Keepalived()
    while True:
        one_round(sys.argv[1], own, host, keepalived)
        tell_systemd("WATCHDOG=1")
        time.sleep(EVERY)


def tell_systemd(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


if __name__ == "__main__":
    main()
