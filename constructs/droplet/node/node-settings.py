#!/usr/bin/python3
"""Takes the files of this node that change while it lives, from `cdktf deploy` (wait-until-ready.sh), over TLS.

PUT / with `Authorization: Bearer TOKEN` and {"files": {PATH: BASE64}}.  204: they are in place, and what uses them has been
told.  422 and the reason: a command refused them, the old files are back.  Which files there are, and the commands that
check and apply them, is in /etc/node-settings/settings.json: [{"files": {PATH: MODE}, "apply": [ARGV, ...]}, ...].
Beside it: tls.pem, this server's certificate and key; token.sha256. A group whose files have not changed is left alone.
"""
import base64
import hashlib
import hmac
import json
import os
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIRECTORY = "/etc/node-settings"
RECEIVED = "/var/lib/node-settings/received"
PORT = 9181
LARGEST = 1 << 20


class Refused(Exception):
    """The files were not taken; says why."""


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return None


def write(path, content, mode):
    """Whoever reads `path` sees the old content or the new one, and never with more rights than `mode`."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    descriptor = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
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


def apply(group, contents):
    """Writes the group's files and runs its commands; on a failure the old files come back."""
    modes = {path: int(mode, 8) for path, mode in group["files"].items()}
    old = {path: read(path) for path in modes}
    if all(old[path] == contents[path] for path in modes):
        return
    for path, mode in modes.items():
        write(path, contents[path], mode)
    for argv in group["apply"]:
        ended = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if ended.returncode != 0:
            restore(old, modes)
            raise Refused("'%s' failed:\n%s" % (" ".join(argv), ended.stdout[-2000:]))


def take(groups, body):
    try:
        contents = {path: base64.b64decode(text, validate=True) for path, text in json.loads(body)["files"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("not a JSON document of files in base64") from None
    expected = {path for group in groups for path in group["files"]}
    if set(contents) != expected:
        raise Refused("expected the files %s" % ", ".join(sorted(expected)))
    for group in groups:
        apply(group, contents)


def handler(groups, token_hash, received):
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_PUT(self):
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(hashlib.sha256(token.encode()).hexdigest(), token_hash):
                return self.answer(401, "a token is needed")
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LARGEST:
                return self.answer(413, "1 byte to 1 MiB")
            try:
                with one_at_a_time:
                    take(groups, self.rfile.read(length))
                    write(received, b"", 0o600)
            except Refused as refusal:
                print("refused: %s" % refusal, file=sys.stderr, flush=True)
                return self.answer(422, str(refusal))
            print("taken", file=sys.stderr, flush=True)
            self.answer(204, "")

        def answer(self, status, text):
            body = (text + "\n").encode() if text else b""
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *args):
            pass

    return Handler


def main():
    with open(DIRECTORY + "/settings.json") as f:
        groups = json.load(f)
    token_hash = read(DIRECTORY + "/token.sha256").decode().strip()
    server = ThreadingHTTPServer(("0.0.0.0", PORT), handler(groups, token_hash, RECEIVED))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(DIRECTORY + "/tls.pem")
    # The handshake belongs to the connection's own thread: a silent client must not hold the others.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
