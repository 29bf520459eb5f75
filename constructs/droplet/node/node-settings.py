#!/usr/bin/python3
"""Listens for the settings of this node, from `cdktf deploy` (wait-until-ready.sh), and passes them on to apply-settings. Has no privileges.

PUT / with {"files": {PATH: BASE64}}, over TLS 1.3 with the client certificate whose key the deploy has. 200 and what has been done; 422 and the
reason when they are refused; 403 without that certificate. GET /host-keys: the public ssh host keys, for any client.
$CREDENTIALS_DIRECTORY: tls.pem, this server's certificate and key; client.pem, the only client's certificate.
"""
import glob
import os
import socket
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 9181
HOST_KEYS = "/etc/ssh/ssh_host_*_key.pub"
APPLIER = "/run/node-settings.sock"
LARGEST = 1 << 20
PATIENCE_S = 120


def pass_on(body, path=APPLIER):
    """The applier's verdict: (status, text)."""
    with socket.socket(socket.AF_UNIX) as applier:
        applier.settimeout(PATIENCE_S)
        applier.connect(path)
        applier.sendall(body)
        applier.shutdown(socket.SHUT_WR)
        answer = applier.makefile("rb").read().decode(errors="replace")
    status, _, text = answer.partition("\n")
    return (int(status), text) if status in ("200", "422") else (503, "the settings could not be applied, see the journal")


def host_keys():
    keys = []
    for path in sorted(glob.glob(HOST_KEYS)):
        with open(path) as f:
            keys.append(f.read().strip())
    return "\n".join(keys)


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        self.answer(*((200, host_keys()) if self.path == "/host-keys" else (404, "not found")))

    def do_PUT(self):
        # A certificate that was shown and is not the deploy's has ended the handshake.
        if not self.connection.getpeercert():
            return self.answer(403, "only the deploy may change settings")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > 8 or not 0 < int(length) <= LARGEST:
            return self.answer(413, "1 byte to 1 MiB")
        body = self.rfile.read(int(length))
        try:
            status, text = pass_on(body)
        except OSError as error:
            status, text = 503, "the settings could not be passed on: %s" % error
        self.answer(status, text)

    def answer(self, status, text):
        body = (text.rstrip("\n") + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args):
        pass


def context(directory):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.load_cert_chain(directory + "/tls.pem")
    # The deploy's own certificate is the only one that is trusted: no CA, which could issue others.
    made.verify_mode = ssl.CERT_OPTIONAL
    made.load_verify_locations(directory + "/client.pem")
    return made


def listen(port, directory):
    server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
    # The handshake belongs to the connection's own thread: a silent client must not hold the others.
    server.socket = context(directory).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return server


if __name__ == "__main__":
    sys.exit(listen(PORT, os.environ["CREDENTIALS_DIRECTORY"]).serve_forever())
