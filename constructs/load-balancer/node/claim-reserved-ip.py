#!/usr/bin/python3
"""Makes this node the holder of the reserved IP for as long as it is the VRRP master, and does not give up.

claim-reserved-ip follow    The service: begins a claim when keepalived (vrrp-state) sends a signal, and every 5 s, which finds out when somebody
                            else took the address. HUP: this node has become master, and a claim of before is ended; USR1: another one was met.
claim-reserved-ip claim     One claim, which ends when the address is here, or this node no master.
                            A load balancer that has the address and works keeps it: then this node steps aside.
claim-reserved-ip holder    Prints who has it: `here`, `elsewhere` or `nobody`. Exits 1 when the API does not say.
claim-reserved-ip released  Waits, at most 30 s, until another node has it; exits 1 when none took it: at once when all others leave, too.
claim-reserved-ip heard     Whether the adverts of a peer that is master are heard: exits 0 or 1.

Settings: /etc/lb-failover/settings.json {api, ip, peer_port}; the API token: /etc/lb-failover/token, root only, read at every start.
"""
import http.client
import json
import os
import signal
import socket
import sys
import time
from urllib.parse import urlsplit

DIRECTORY = "/etc/lb-failover"
STATE = "/run/lb-failover/state"
# Left by vrrp-state for the claim that it begins. Gone when the API was asked: an earlier claim that this one replaces may have seen it, too.
BECAME_MASTER = "/run/lb-failover/became-master"
# Between two claims that nobody has asked for.
EVERY = 5
# keepalived stands aside while it holds 1.
ASIDE = "/run/lb-failover/aside"
METADATA = "http://169.254.169.254/metadata/v1/id"
# What the metadata service says once: a failover waits for nobody but the API.
DROPLET_ID = "/run/lb-failover/droplet-id"
FIRST_DELAY, LONGEST_DELAY = 0.2, 1.0
FIRST_POLL, LONGEST_POLL, POLL_LIMIT = 0.05, 0.5, 60.0
# An API that is gone is noticed soon; one that is slow gets its time (DigitalOcean's own sample of an assignment takes 11 s).
CONNECT_TIMEOUT, ANSWER_TIMEOUT = 1.0, 30.0
RELEASE_LIMIT = 30.0
# Addresses of the other load balancers (follow-peers), and how long none of them may be in rotation until the wait for one is over.
PEERS = "/run/lb-failover/peers-seen.json"
ALL_LEAVE_AFTER = 2.0
# Adverts come every 0.2 s.
VRRP, LISTEN_SECONDS = 112, 0.6
PEER_TIMEOUT = 0.5


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
        """(droplet id, private address) of who has it; (None, None) when nobody has."""
        droplet = self.call("GET", "/v2/reserved_ips/" + ip)["reserved_ip"]["droplet"]
        if not droplet:
            return None, None
        addresses = [n["ip_address"] for n in droplet.get("networks", {}).get("v4", []) if n["type"] == "private"]
        return droplet["id"], addresses[0] if addresses else None

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


def converge(api, ip, droplet_id, is_master, became_master, works, log):
    """Returns why it ended: 'held', 'not master', or the private address of a load balancer that has it and works."""
    delay, asked = FIRST_DELAY, False
    while is_master():
        try:
            # Right after a failover the answer is known, and a slow API would take as long for it as for the assignment.
            if not os.path.exists(became_master):
                holder, address = api.holder(ip)
                if holder == droplet_id:
                    if asked:
                        log("%s: held" % ip)
                    return "held"
                # Two masters that did not hear each other: visitors are at that one, and would lose a second by a move.
                if address and works(address):
                    return address
                log("%s is at droplet %s, taking it" % (ip, holder))
            else:
                log("%s: this node has become master, taking it" % ip)
            asked = True
            try:
                api.assign(ip, droplet_id)
            finally:
                remove(became_master)
            delay = FIRST_DELAY
        except Refused as refusal:
            log(str(refusal))
            time.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
    return "not master"


def works(address, port):
    """Whether HAProxy answers there, and reaches as much of the backend as this node's, as compare-reach sees it."""
    theirs = reach(address, port)
    return theirs is not None and not theirs * 2 < (reach("127.0.0.1", port) or 0)


def reach(address, port):
    """How many servers the load balancer there reaches; None when its HAProxy does not answer."""
    status, text = answer_of(address, port, "/reach")
    return int(text) if status == 200 and text.isdigit() else None if status is None else 0


def in_rotation(address, port):
    """Whether that load balancer could take the address: it works, and is not leaving."""
    return answer_of(address, port, "/in-rotation")[0] == 200


def answer_of(address, port, path):
    """(status, text); (None, b"") when nobody answers."""
    connection = http.client.HTTPConnection(address, port, timeout=PEER_TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()


def is_masters_advert(packet, source, peers):
    """Of a peer, of VRRP version 3; priority 0 says goodbye. No word on the TTL: a VPC may route between its nodes."""
    if source not in peers or len(packet) < 20:
        return False
    advert = packet[(packet[0] & 15) * 4:]
    return len(advert) >= 8 and advert[0] == 0x31 and advert[2] > 0


def hears_another_master():
    peers = json.loads(read(PEERS) or "{}")
    deadline = time.monotonic() + LISTEN_SECONDS
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, VRRP) as listener:
        while (left := deadline - time.monotonic()) > 0:
            listener.settimeout(left)
            try:
                packet, (source, _) = listener.recvfrom(256)
            except TimeoutError:
                return False
            if is_masters_advert(packet, source, peers):
                return True
    return False


def step_aside(still_works, hears_it, aside):
    """Leaves mastership to a load balancer that has the address, for as long as it works and is not heard to be master."""
    write(aside, "1")
    try:
        while still_works() and not hears_it():
            pass
    finally:
        write(aside, "0")


def remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def read(path):
    try:
        with open(path) as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


def write(path, text):
    # In place: keepalived watches the file itself.
    with open(path, "w") as f:
        f.write(text + "\n")


def own_droplet_id(metadata, remembered):
    known = read(remembered)
    if not known:
        # Once in a node's life, and slow to load.
        import urllib.request
        with urllib.request.urlopen(metadata, timeout=5) as response:
            known = response.read().decode()
        write(remembered, known)
    return int(known)


def released(api, ip, droplet_id, may_take_it, log):
    """`may_take_it` tells whether any other load balancer is there to take the address."""
    hopeful = time.monotonic()
    deadline = hopeful + RELEASE_LIMIT
    while time.monotonic() < deadline:
        try:
            if api.holder(ip)[0] != droplet_id:
                return True
        except Refused as refusal:
            log(str(refusal))
        if may_take_it():
            hopeful = time.monotonic()
        elif time.monotonic() - hopeful > ALL_LEAVE_AFTER:
            log("all other load balancers are gone or leave, too")
            return False
        time.sleep(FIRST_DELAY)
    return False


class Claims:
    """One at a time, each in a process of its own: one that waits for a slow API can be ended at any moment."""

    def __init__(self, claim, is_master, after_one):
        self.claim, self.is_master, self.after_one, self.child = claim, is_master, after_one, None

    def begin(self):
        if self.child is None and self.is_master():
            self.child = os.fork()
            if self.child == 0:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
                try:
                    self.claim()
                except Exception as error:
                    print("%s: %s" % (type(error).__name__, error), file=sys.stderr, flush=True)
                os._exit(0)

    def reap(self, options=os.WNOHANG):
        if self.child is not None and os.waitpid(self.child, options)[0]:
            self.child = None
            self.after_one()

    def end(self):
        if self.child is not None:
            os.kill(self.child, signal.SIGKILL)
            self.reap(0)


SIGNALS = {signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD}


def follow(claims):
    """Blocked signals wait until this process takes them, one after the other."""
    due = 0.0
    while True:
        if time.monotonic() >= due:
            claims.begin()
            due = time.monotonic() + EVERY
            tell_systemd("WATCHDOG=1")
        came = signal.sigtimedwait(SIGNALS, max(0.0, due - time.monotonic()))
        claims.reap()
        if came is not None and came.si_signo == signal.SIGHUP:
            claims.end()
        if came is not None and came.si_signo != signal.SIGCHLD:
            due = 0.0


def tell_systemd(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


def main(command="claim", directory=DIRECTORY, state=STATE, became_master=BECAME_MASTER, aside=ASIDE,
         metadata=METADATA, remembered=DROPLET_ID, peers=PEERS):
    def log(message):
        print(message, file=sys.stderr, flush=True)

    if command == "heard":
        sys.exit(0 if hears_another_master() else 1)
    settings = json.loads(read(directory + "/settings.json"))
    ip, port = settings["ip"], settings["peer_port"]
    is_master = lambda: read(state) == "MASTER"

    def claim():
        # The token may be a new one.
        api = Api(settings["api"], read(directory + "/token"))
        end = converge(api, ip, droplet_id, is_master, became_master, lambda address: works(address, port), log)
        if end not in ("held", "not master"):
            log("%s is at %s, which works: stepping aside" % (ip, end))
            step_aside(lambda: works(end, port), hears_another_master, aside)

    def back():
        if read(aside) == "1":
            write(aside, "0")

    if command == "follow":
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    droplet_id = own_droplet_id(metadata, remembered)
    if command == "follow":
        follow(Claims(claim, is_master, back))
    elif command == "claim":
        claim()
    elif command == "holder":
        try:
            holder, _ = Api(settings["api"], read(directory + "/token")).holder(ip)
        except Refused as refusal:
            sys.exit(str(refusal))
        print("nobody" if holder is None else "here" if holder == droplet_id else "elsewhere")
    else:
        others = json.loads(read(peers) or "[]")
        may_take_it = lambda: not others or any(in_rotation(address, port) for address in others)
        api = Api(settings["api"], read(directory + "/token"))
        sys.exit(0 if released(api, ip, droplet_id, may_take_it, log) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
