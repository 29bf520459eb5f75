#!/usr/bin/python3
"""Takes settings from node-settings, which has no privileges, on standard input, and answers on standard output: a status, and a text.

{"files": {PATH: BASE64}} -> 200: they are in place, and what uses them has been reloaded. 422 and the reason: the old files are back.
Which files there are, the form that each may have, and the commands that check and apply them, is in /etc/node-settings/settings.json, of the
user-data: [{"files": {PATH: {"mode": MODE, ...FORM}}, "apply": [ARGV, ...]}, ...]. FORM: {"lines": REGEXP} | {"json": true} | {"text": true} |
{"sha256": HEX}, a program: one of another version is not taken, the node keeps its own. A group whose files have not changed is left alone.
"""
import base64
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys

SETTINGS = "/etc/node-settings/settings.json"
RECEIVED = "/var/lib/node-settings/received"
LOCK = "/var/lib/node-settings/lock"
LARGEST = 1 << 20


class Refused(Exception):
    """The files were not taken; its text is the reason."""


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return None


def write(path, content, mode):
    """A reader of `path` sees the old content or the new one, and never with more rights than `mode`."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as f:
        os.fchmod(f.fileno(), mode)
        f.write(content)
    os.replace(path + ".new", path)


def restore(old, modes):
    for path, content in old.items():
        if content is None:
            os.unlink(path)
        else:
            write(path, content, modes[path])


def fits(form, content):
    if "sha256" in form:
        return hashlib.sha256(content).hexdigest() == form["sha256"]
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    if "\0" in text:
        return False
    if "lines" in form:
        line = re.compile(form["lines"])
        return all(line.fullmatch(one) for one in text.removesuffix("\n").split("\n"))
    if "json" in form:
        try:
            json.loads(text)
        except ValueError:
            return False
        return True
    return form.get("text") is True


def choose(path, form, content):
    """What is to be in the file: `content`, or the node's own version of a program."""
    if int(form["mode"], 8) & 0o111 and "sha256" not in form:
        raise Refused("%s may not be executable" % path)
    if fits(form, content):
        return content
    if "sha256" not in form:
        raise Refused("%s has not the form that this node takes" % path)
    own = read(path)
    if own is None or not fits(form, own):
        raise Refused("%s is not the version that this node was made for: replace the node" % path)
    return own


def apply(group, contents):
    """Writes the group's files and runs its commands; on a failure the old files come back."""
    modes = {path: int(form["mode"], 8) for path, form in group["files"].items()}
    old = {path: read(path) for path in modes}
    if all(old[path] == contents[path] for path in modes):
        return
    for path, mode in modes.items():
        write(path, contents[path], mode)
    for argv in group["apply"]:
        ended = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if ended.returncode != 0:
            restore(old, modes)
            raise Refused("'%s' failed:\n%s" % (" ".join(argv), ended.stdout[-2000:]))


def take(groups, body):
    """Gives the programs that were kept. Every file's form is checked before the first one is written."""
    try:
        contents = {path: base64.b64decode(text, validate=True) for path, text in json.loads(body)["files"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("not a JSON document of files in base64") from None
    forms = {path: form for group in groups for path, form in group["files"].items()}
    if set(contents) != set(forms):
        raise Refused("expected the files %s" % ", ".join(sorted(forms)))
    chosen = {path: choose(path, form, contents[path]) for path, form in forms.items()}
    for group in groups:
        apply(group, chosen)
    return sorted(path for path in chosen if chosen[path] != contents[path])


def main():
    body = sys.stdin.buffer.read(LARGEST + 1)
    with open(SETTINGS) as f:
        groups = json.load(f)
    try:
        if len(body) > LARGEST:
            raise Refused("more than 1 MiB")
        with open(LOCK, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = take(groups, body)
            write(RECEIVED, b"", 0o600)
    except Refused as refusal:
        print("refused: %s" % refusal, file=sys.stderr, flush=True)
        print("422\n%s" % refusal)
        return
    print("taken", file=sys.stderr, flush=True)
    print("200\n%s" % "".join("keeps its own version of %s: a replaced node gets the new one\n" % path for path in kept))


if __name__ == "__main__":
    main()
