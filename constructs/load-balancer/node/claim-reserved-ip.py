#!/usr/bin/python3
"""Makes this node the holder of the reserved IP for as long as it is the VRRP master, and does not give up.

Started by keepalived (vrrp-state) when this node becomes master, and by a timer, which finds out when somebody else took
the address. Settings: /etc/lb-failover/settings.json {api, ip}; the API token: /etc/lb-failover/token, root only, read at
every start. Exits 0 when the address is here, or when it is not for this node to take.
"""
import json
import sys
import time
import urllib.error
import urllib.request

DIRECTORY = "/etc/lb-failover"
STATE = "/run/lb-failover/state"
MEMBER = "/run/lb-failover/member"
METADATA = "http://169.254.169.254/metadata/v1/id"
FIRST_DELAY, LONGEST_DELAY = 0.2, 2.0
POLL_INTERVAL, POLL_LIMIT = 0.5, 60.0


class Refused(Exception):
    """The API did not do what was asked; worth another try."""


class Api:
    def __init__(self, endpoint, token):
        self.endpoint, self.token = endpoint.rstrip("/"), token

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.endpoint + path, method=method, data=json.dumps(body).encode() if body else None,
            headers={"Authorization": "Bearer " + self.token, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Refused("%s %s: %s" % (method, path, error.code)) from None
        except (OSError, ValueError) as error:
            raise Refused("%s %s: %s" % (method, path, error)) from None

    def holder(self, ip):
        droplet = self.call("GET", "/v2/reserved_ips/" + ip)["reserved_ip"]["droplet"]
        return droplet["id"] if droplet else None

    def assign(self, ip, droplet_id):
        path = "/v2/reserved_ips/%s/actions" % ip
        action = self.call("POST", path, {"type": "assign", "droplet_id": droplet_id})["action"]
        deadline = time.monotonic() + POLL_LIMIT
        while action["status"] == "in-progress":
            if time.monotonic() > deadline:
                raise Refused("action %s is not completed after %d s" % (action["id"], POLL_LIMIT))
            time.sleep(POLL_INTERVAL)
            action = self.call("GET", "%s/%s" % (path, action["id"]))["action"]
        if action["status"] != "completed":
            raise Refused("action %s: %s" % (action["id"], action["status"]))


def converge(api, ip, droplet_id, is_master, is_member, log):
    """Returns why it ended: 'held', 'not master' or 'left to its holder'."""
    delay = FIRST_DELAY
    while is_master():
        try:
            holder = api.holder(ip)
            if holder == droplet_id:
                return "held"
            # A node that is not published yet hears no adverts and believes itself alone: it takes a free address only.
            if holder is not None and not is_member():
                return "left to its holder"
            log("%s is at droplet %s, taking it" % (ip, holder))
            api.assign(ip, droplet_id)
            delay = FIRST_DELAY
        except Refused as refusal:
            log(str(refusal))
            time.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
    return "not master"


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


def main(directory=DIRECTORY, state=STATE, member=MEMBER, metadata=METADATA):
    def log(message):
        print(message, file=sys.stderr, flush=True)

    settings = json.loads(read(directory + "/settings.json"))
    api = Api(settings["api"], read(directory + "/token"))
    with urllib.request.urlopen(metadata, timeout=5) as response:
        droplet_id = int(response.read())
    outcome = converge(api, settings["ip"], droplet_id, lambda: read(state) == "MASTER",
                       lambda: read(member) == "yes", log)
    if outcome != "not master":
        log("%s: %s" % (settings["ip"], outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
