#!/usr/bin/python3
"""Writes keepalived.conf from its template and has keepalived read it again when the other load balancers change.

Run by a timer. Usage: follow-peers TIER_NAME
The members of TIER_NAME, less this node's own address, are the peers. A name server that does not answer changes nothing.
A node that is no member yet (its deploy still waits for it) has the other members as its peers all the same.
"""
import os
import re
import socket
import subprocess
import sys

TEMPLATE = "/etc/keepalived/keepalived.conf.template"
CONFIG = "/etc/keepalived/keepalived.conf"
MEMBER = "/run/lb-failover/member"


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


def render(template, host, own, members):
    peers = [address for address in members if address != own]
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


def main():
    own = own_address()
    host = socket.gethostname().split(".")[0]
    members = resolve(sys.argv[1])
    if members is None:
        print("no answer for %s, keeping the peers" % sys.argv[1], file=sys.stderr)
        if read(CONFIG) is not None and read(MEMBER) is not None:
            return
        members = []
    write(MEMBER, "yes" if own in members else "no")
    text = render(read(TEMPLATE), host, own, members)
    if text != read(CONFIG):
        write(CONFIG, text)
        print("peers: %s" % [address for address in members if address != own])
        subprocess.run(["systemctl", "reload-or-restart", "keepalived.service"], check=True)
    elif subprocess.run(["systemctl", "is-active", "--quiet", "keepalived.service"]).returncode != 0:
        subprocess.run(["systemctl", "restart", "keepalived.service"], check=True)


if __name__ == "__main__":
    main()
