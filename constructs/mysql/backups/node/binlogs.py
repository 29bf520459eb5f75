"""What is in binary logs, by mysqlbinlog's word, and which of them lead from a base to a point. Pure.

A restored server is always brought to a *set* of transactions that some server had at one moment: everything before a point in its binary log.
"""
import collections
import datetime
import re

import gtids

# `previous`: what its server had executed before this file. `transactions`: [(gtid, commit time in microseconds), ...] in its order.
File = collections.namedtuple("File", "name previous transactions")
# `files`: names, in the order to apply them. `gtids`: the set that the restored server then has. `stopped`: whether the point was met.
# `beyond`: files with transactions that could not be reached, for there is a gap before them; none when stopped.
Plan = collections.namedtuple("Plan", "files gtids stopped last_commit beyond")

COMMITTED = re.compile(r"^#.*\bGTID\b.*original_committed_timestamp=(\d+).*immediate_commit_timestamp=(\d+)")
ANONYMOUS = re.compile(r"^#.*\bAnonymous_GTID\b")
NEXT = re.compile(r"^SET @@SESSION.GTID_NEXT\s*=\s*'([^']+)'")
PREVIOUS = re.compile(r"^#.*\bPrevious-GTIDs\b")


def scan(name, lines):
    """Reads `mysqlbinlog --base64-output=decode-rows FILE`."""
    previous, transactions = [], []
    in_previous, committed = False, None
    for line in lines:
        if in_previous:
            if line.startswith("# ") and not line.startswith("# at "):
                previous.append(line[2:].strip())
                continue
            in_previous = False
        if not line.startswith(("#", "SET @@SESSION.GTID_NEXT")):
            continue
        if PREVIOUS.match(line):
            in_previous = True
            continue
        if ANONYMOUS.match(line):
            raise ValueError("%s has transactions without a GTID: it was not written by this cluster" % name)
        match = COMMITTED.match(line)
        if match:
            # The original one, on the server that took the write; 0 when it is not known.
            committed = int(match[1]) or int(match[2])
            continue
        match = NEXT.match(line)
        if match and match[1] != "AUTOMATIC" and committed is not None:
            transactions.append((match[1].lower(), committed))
            committed = None
    found = "".join(previous)
    return File(name, gtids.parse("" if found == "[empty]" else found), transactions)


def created(header):
    """When a binary log was begun, from its first bytes: the time of its first event."""
    if header[:4] != b"\xfebin" or len(header) < 8:
        raise ValueError("this is no binary log, or an encrypted one")
    return int.from_bytes(header[4:8], "little")


def chain(base, files, stops):
    """The files that lead on from the set `base`, whichever servers wrote them, up to the first transaction for which stops(gtid, commit time) holds.

    A file fits when everything before it is there already, so transactions are applied in the order of a server that had them.
    """
    have, order, last_commit = base, [], None
    left, came_on = list(files), True
    while came_on:
        came_on = False
        for one in list(left):
            if not gtids.contains(have, one.previous):
                continue
            left.remove(one)
            came_on = True
            added = []
            for gtid, committed in one.transactions:
                if gtids.contains(have, gtids.parse(gtid)):
                    continue
                if stops(gtid, committed):
                    return Plan(order + [one.name] * bool(added), with_all(have, added), True, last_commit, [])
                added.append(gtid)
                last_commit = committed
            order += [one.name] * bool(added)
            have = with_all(have, added)
    return Plan(order, have, False, last_commit, [one.name for one in left if one.transactions and not gtids.contains(have, everything(one))])


def everything(one):
    return gtids.parse(",".join(gtid for gtid, _ in one.transactions))


def with_all(have, added):
    return gtids.union(have, gtids.parse(",".join(added)))


def microseconds(text):
    """A moment in UTC, as people write it: '2026-11-24T23:00:05.25Z', a day's or a second's precision too."""
    moment = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return round(moment.timestamp() * 1_000_000)
