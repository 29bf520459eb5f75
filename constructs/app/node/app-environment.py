#!/usr/bin/python3 -I
"""app-environment COMMAND...: becomes COMMAND, with the app's variables in its environment; as root, it becomes the app's user first.
With $ENTER_RELEASE it sees the code of the release that runs in /opt/app, as the app's units do.

Each variable is a line NAME=PIECES, the pieces in base64: formats with a grammar of their own, such as systemd's, do not carry every string.
"""
import base64
import ctypes
import os
import pwd
import sys

USER, HOME = "app", "/opt/app"
CURRENT = "/var/lib/app-releases/current"
# linux/sched.h, linux/mount.h
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000


def read(path):
    variables = {}
    with open(path, "rb") as file:
        for line in file.read().splitlines():
            name, _, pieces = line.partition(b"=")
            value = b"".join(base64.b64decode(piece, validate=True) for piece in pieces.split())
            if b"\0" in value:
                sys.exit("app-environment: %s holds a NUL, which no environment can carry" % name.decode())
            variables[name] = value
    return variables


def enter_release(code):
    """In a mount namespace of this process alone."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) or libc.mount(
            code.encode(), HOME.encode(), None, MS_BIND, None):
        sys.exit("app-environment: cannot enter the release: %s" % os.strerror(ctypes.get_errno()))
    os.chdir(HOME)


def become(user):
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(HOME=user.pw_dir, USER=user.pw_name, LOGNAME=user.pw_name, SHELL="/bin/sh")


def main(command):
    # A unit gives the file as its credential: root alone can read the file itself.
    directory = os.environ.pop("CREDENTIALS_DIRECTORY", CURRENT)
    variables = read(os.path.join(directory, "environment"))
    if os.getuid() == 0:
        # Code that is in the user-data lies in /opt/app itself.
        if os.environ.pop("ENTER_RELEASE", None) and os.path.isdir(CURRENT + "/code"):
            enter_release(os.path.realpath(CURRENT + "/code"))
        become(pwd.getpwnam(USER))
    os.environb.update(variables)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
