"""Sets of MySQL's global transaction ids: {'uuid' or 'uuid:tag': [(first, last), ...]}, intervals sorted and apart.

As text: 'uuid:1-5:9,uuid:tag:3'. Pure.
"""


def parse(text):
    found = {}
    for part in (text or "").replace("\n", "").replace(" ", "").split(","):
        if not part:
            continue
        uuid, *rest = part.lower().split(":")
        key = uuid
        for word in rest:
            if word[0].isdigit():
                first, _, last = word.partition("-")
                found.setdefault(key, []).append((int(first), int(last or first)))
            else:
                key = uuid + ":" + word
    return {key: merge(intervals) for key, intervals in found.items()}


def merge(intervals):
    merged = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def text(gtids):
    return ",".join(":".join([key] + [str(a) if a == b else "%d-%d" % (a, b) for a, b in gtids[key]]) for key in sorted(gtids))


def union(a, b):
    return {key: merge(a.get(key, []) + b.get(key, [])) for key in a.keys() | b.keys()}


def subtract(a, b):
    left = {}
    for key, intervals in a.items():
        for first, last in b.get(key, []):
            intervals = [piece for x, y in intervals
                         for piece in ((x, min(y, first - 1)), (max(x, last + 1), y)) if piece[0] <= piece[1]]
        if intervals:
            left[key] = merge(intervals)
    return left


def contains(a, b):
    """Whether a has all of b."""
    return not subtract(b, a)


def count(gtids):
    return sum(last - first + 1 for intervals in gtids.values() for first, last in intervals)
