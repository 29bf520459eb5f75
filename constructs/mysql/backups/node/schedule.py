"""Who does what when, and what may go. Pure: every node computes the same, without asking the others.

Times are Unix seconds. A base is what its manifest says: {"time", "started", "gtids", "node", ...}; without a manifest there is no base.
"""
HOUR, DAY = 3600, 86400
# Before a kept base began, its server may have been this far behind: binary logs are kept for so much longer.
LAG = DAY
PARTS = 9000  # of the 10,000 that an object may have


def turn(members):
    """Whose turn it is: the first secondary that is online; a primary only when it is alone. members: (name, state, role)."""
    online = sorted((role != "SECONDARY", name) for name, state, role in members if state == "ONLINE")
    return online[0][1] if online else None


def newest(things):
    return max(things, key=lambda thing: thing["time"], default=None)


def due(now, things, every):
    last = newest(things)
    return last is None or now - last["time"] >= every


def overdue(now, things, every, since):
    """Whether the last one is so old that whoever had to make the next one cannot have noticed. since: when there could first have been one."""
    last = newest(things)
    return now - (last["time"] if last else since) > 2 * every + HOUR


def kept(now, keep_days, bases):
    """Bases that some moment of the last `keep_days` days is restored from: those made in them, and the one before."""
    start = now - keep_days * DAY
    before = newest([base for base in bases if base["time"] <= start])
    return [base for base in bases if base["time"] > start or base is before]


def expired(now, keep_days, bases, objects):
    """Names of objects that nothing needs any more. objects: {"name", "modified"}, in bases/, binlogs/ and drills/. Without a kept base, nothing goes."""
    keep = kept(now, keep_days, bases)
    if not keep:
        return []
    names = {name for base in keep for name in (base["object"], base["manifest"])}
    begin = min(base["started"] for base in keep)

    def goes(name, modified):
        if name.startswith("bases/"):
            # One without a manifest may be on its way.
            return name not in names and modified < now - DAY
        if name.startswith("binlogs/"):
            # All that it has was committed before it came here.
            return modified < begin - LAG
        return name.startswith("drills/") and modified < now - keep_days * DAY
    return sorted(one["name"] for one in objects if goes(one["name"], one["modified"]))


def chunk_mib(size):
    """Of an upload whose length is not known beforehand: an object has 10,000 parts at most."""
    return max(8, -(-size // (PARTS << 20)))
