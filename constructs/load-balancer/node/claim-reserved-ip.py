#!/usr/bin/python3
"""Makes this node the holder of the reserved IP for as long as it is the VRRP master, and does not give up.

claim-reserved-ip           Started by keepalived (vrrp-state) when this node becomes master, and by a timer, which finds out
                            when somebody else took the address. Ends when the address is here, or this node no master.
claim-reserved-ip holder    Prints who has it: `here`, `elsewhere` or `nobody`. Exits 1 when the API does not say.
claim-reserved-ip released  Waits, at most 30 s, until another node has it; exits 1 when none took it.

Settings: /etc/lb-failover/settings.json {api, ip}; the API token: /etc/lb-failover/token, root only, read at every start.
"""
import http.client
import json
import os
import sys
import time
import urllib.request
from urllib.parse import urlsplit

DIRECTORY = "/etc/lb-failover"
STATE = "/run/lb-failover/state"
# Left by vrrp-state for the claim that it starts.
BECAME_MASTER = "/run/lb-failover/became-master"
METADATA = "http://169.254.169.254/metadata/v1/id"
FIRST_DELAY, LONGEST_DELAY = 0.2, 1.0
FIRST_POLL, LONGEST_POLL, POLL_LIMIT = 0.05, 0.5, 60.0
# An API that is gone is noticed soon; one that is slow gets its time (DigitalOcean's own sample of an assignment takes 11 s).
CONNECT_TIMEOUT, ANSWER_TIMEOUT = 1.0, 30.0
RELEASE_LIMIT = 30.0


class Refused(Exception):
    """The API did not do what was asked; worth another try."""


class Api:
    def __init__(self, endpoint, token):
        self.endpoint, self.token = urlsplit(endpoint), token

    def call(self, method, path, body=None):
        secure = self.endpoint.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(self.endpoint.netloc, timeout=CONNECT_TIMEOUT)
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        try:
            connection.connect()
            connection.sock.settimeout(ANSWER_TIMEOUT)
            connection.request(method, path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            if response.status >= 300:
                raise Refused("%s %s: %s" % (method, path, response.status))
            return json.load(response)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refused("%s %s: %s" % (method, path, error)) from None
        finally:
            connection.close()

    def holder(self, ip):
        droplet = self.call("GET", "/v2/reserved_ips/" + ip)["reserved_ip"]["droplet"]
        return droplet["id"] if droplet else None

    def assign(self, ip, droplet_id):
        path = "/v2/reserved_ips/%s/actions" % ip
        action = self.call("POST", path, {"type": "assign", "droplet_id": droplet_id})["action"]
        deadline, pause = time.monotonic() + POLL_LIMIT, FIRST_POLL
        while action["status"] == "in-progress":
            if time.monotonic() > deadline:
                raise Refused("action %s is not completed after %d s" % (action["id"], POLL_LIMIT))
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_POLL)
            action = self.call("GET", "%s/%s" % (path, action["id"]))["action"]
        if action["status"] != "completed":
            raise Refused("action %s: %s" % (action["id"], action["status"]))


def converge(api, ip, droplet_id, is_master, just_became_master, log):
    """Returns why it ended: 'held' or 'not master'."""
    delay = FIRST_DELAY
    while is_master():
        try:
            # Right after a failover the answer is known, and a slow API would take as long for it as for the assignment.
            if not just_became_master:
                holder = api.holder(ip)
                if holder == droplet_id:
                    return "held"
                log("%s is at droplet %s, taking it" % (ip, holder))
            else:
                log("%s: this node has become master, taking it" % ip)
            just_became_master = False
            api.assign(ip, droplet_id)
            delay = FIRST_DELAY
        except Refused as refusal:
            log(str(refusal))
            time.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
    return "not master"


def consume(path):
    """Whether there was such a file; there is none after it."""
    try:
        os.unlink(path)
        return True
    except FileNotFoundError:
        return False


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


def released(api, ip, droplet_id, log):
    deadline = time.monotonic() + RELEASE_LIMIT
    while time.monotonic() < deadline:
        try:
            if api.holder(ip) != droplet_id:
                return True
        except Refused as refusal:
            log(str(refusal))
        time.sleep(FIRST_DELAY)
    return False


def main(command="claim", directory=DIRECTORY, state=STATE, became_master=BECAME_MASTER, metadata=METADATA):
    def log(message):
        print(message, file=sys.stderr, flush=True)

    settings = json.loads(read(directory + "/settings.json"))
    api, ip = Api(settings["api"], read(directory + "/token")), settings["ip"]
    with urllib.request.urlopen(metadata, timeout=5) as response:
        droplet_id = int(response.read())
    if command == "holder":
        try:
            holder = api.holder(ip)
        except Refused as refusal:
            sys.exit(str(refusal))
        print("nobody" if holder is None else "here" if holder == droplet_id else "elsewhere")
    elif command == "released":
        sys.exit(0 if released(api, ip, droplet_id, log) else 1)
    elif converge(api, ip, droplet_id, lambda: read(state) == "MASTER", consume(became_master), log) == "held":
        log("%s: held" % ip)


if __name__ == "__main__":
    main(*sys.argv[1:])
