#!/usr/bin/python3
"""Restarts this node when an update has asked for that: in its own part of the night, and only while every other node of its tier is ready.

reboot-window           by a timer: restarts, or says why not
reboot-window why-not   names everything that keeps the node from restarting now
/etc/reboot-window.json: {"tier": NAME, "start": minute of the day in UTC, "minutes": length of the window}. A program in
/etc/reboot-window.d that fails keeps the node from restarting; what it prints says why.
"""
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

SETTINGS = "/etc/reboot-window.json"
OBJECTIONS = "/etc/reboot-window.d"
REQUIRED = "/run/reboot-required"
REPORT = "http://%s:9180/"
# Minutes that a node has for its restart before the next one may begin.
TURN = 20
DAY = 1440


def own_addresses():
    listed = json.loads(subprocess.run(["ip", "-4", "-j", "address"], capture_output=True, text=True, check=True).stdout)
    return {address["local"] for interface in listed for address in interface["addr_info"]}


def tier_addresses(tier):
    found = socket.getaddrinfo(tier, None, socket.AF_INET, socket.SOCK_STREAM)
    return sorted({address[0] for *_, address in found}, key=socket.inet_aton)


def place(rank, nodes, minutes):
    """(minutes after the window's begin, which night, of how many)"""
    turns = minutes // TURN
    return rank % turns * TURN, rank // turns, -(-nodes // turns)


def is_turn(rank, nodes, start, minutes, now):
    after, night, nights = place(rank, nodes, minutes)
    tonight, minute = divmod(now // 60 - start, DAY)
    return after <= minute < after + TURN and tonight % nights == night


def turn(rank, nodes, start, minutes):
    after, _, nights = place(rank, nodes, minutes)
    hour, minute = divmod((start + after) % DAY, 60)
    return "%02d:%02d UTC%s" % (hour, minute, ", one night in %d" % nights if nights > 1 else "")


def is_ready(address):
    try:
        with urllib.request.urlopen(REPORT % address, timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def why_not(settings, now):
    """Everything that keeps this node from restarting, as sentences."""
    try:
        members = tier_addresses(settings["tier"])
    except OSError as error:
        return ["nobody tells who %s is: %s" % (settings["tier"], error)]
    mine = own_addresses().intersection(members)
    if not mine:
        return ["it is no node of %s" % settings["tier"]]
    if len(members) == 1:
        return ["it is the only node of %s: restart it when that suits you" % settings["tier"]]
    rank = members.index(mine.pop())
    reasons = []
    if not is_turn(rank, len(members), settings["start"], settings["minutes"], now):
        reasons.append("its turn is at " + turn(rank, len(members), settings["start"], settings["minutes"]))
    reasons += ["%s is not ready" % address for i, address in enumerate(members) if i != rank and not is_ready(address)]
    for name in sorted(os.listdir(OBJECTIONS)) if os.path.isdir(OBJECTIONS) else ():
        asked = subprocess.run([os.path.join(OBJECTIONS, name)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if asked.returncode != 0:
            reasons.append(asked.stdout.strip() or name)
    return reasons


def main(asked):
    with open(SETTINGS) as f:
        settings = json.load(f)
    required = [] if os.path.exists(REQUIRED) else ["no update asks for it"]
    if required and not asked:
        return
    reasons = required + why_not(settings, int(time.time()))
    print("\n".join(reasons) if asked else "not now: " + "; ".join(reasons) if reasons else "an update asks for a restart", flush=True)
    if not asked and not reasons:
        subprocess.run(["systemctl", "reboot"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:] == ["why-not"])
