#!/usr/bin/python3 -I
"""app-environment COMMAND...: becomes COMMAND, with the app's variables in its environment; as root, it becomes the app's user first.

Each variable is a line NAME=PIECES, the pieces in base64: formats with a grammar of their own, such as systemd's, do not carry every string.
"""
import base64
import os
import pwd
import sys

USER = "app"


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


def become(user):
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    os.environ.update(HOME=user.pw_dir, USER=user.pw_name, LOGNAME=user.pw_name, SHELL="/bin/sh")


def main(command):
    # A unit gives the file as its credential: root alone can read the file itself.
    directory = os.environ.pop("CREDENTIALS_DIRECTORY", "/etc/app")
    variables = read(os.path.join(directory, "environment"))
    if os.getuid() == 0:
        become(pwd.getpwnam(USER))
    os.environb.update(variables)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
