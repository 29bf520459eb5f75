#!/usr/bin/python3 -I
"""app-update install: fetches and builds the release that the deploy wants, for the first start of the app (in the bootstrap).
app-update request: the deploy wants another release; app-update.service begins. app-update run: that service. app-update check: is it in place?

A release is the app's code and its variables, of /etc/app/wanted. It is made in a directory of its own, its release command runs, and its process
starts beside the old one, on ports of its own. When that one is well, new connections go to it; when it stays well, it is the current release, and
app.service, started anew, takes the connections back. What goes wrong before that leaves the old release where it is.
/etc/app/update.json, of the user-data: {"fetch": [ARGV, ...] | null, "build": BOOL, "release": BOOL, "health": ARGV, "port": PORT,
"ports": {PORT: PORT BESIDE}, "called": PORT, "workers": [UNIT, ...], "start_s": SECONDS, "watch_s": SECONDS, "keep": COUNT}; {ref}, {url},
{sha256}, {dir} and {port} are filled in.
"""
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request

SETTINGS = "/etc/app/update.json"
WANTED = "/etc/app/wanted"
RELEASES = "/var/lib/app-releases"
CODE = "/var/lib/app-code"
COMMAND = "/etc/app/release"
# What the check of the release command compares with.
RELEASED = "/var/lib/app-released"
PENDING, HISTORY = RELEASES + "/pending", RELEASES + "/history"
# Others read there what runs, and why the wanted release does not.
FAILED, SWITCHED = "/run/app-update.failed", "/run/app-switched"
LOCK = "/run/app-update.lock"
APP, BESIDE = "app.service", "app-next.service"
REPORT_PORT = 9180
# Failed requests, and their share, from which a release is a bad one.
LEAST_FAILED, MOST_FAILED = 3, 0.02
LINES = 15


class Failed(Exception):
    """The wanted release does not come into place; its text is the reason."""


class Superseded(Exception):
    """The deploy wants yet another release."""


def say(text):
    print(text, flush=True)


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except FileNotFoundError:
        return ""


def run(argv, tolerant=False):
    ended = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if ended.returncode != 0 and not tolerant:
        raise Failed("'%s' failed:\n%s" % (" ".join(argv), ended.stdout[-2000:]))
    return ended.returncode


def journal(unit):
    """Its last lines, of its last start alone."""
    shown = subprocess.run(["systemctl", "show", "-p", "InvocationID", "--value", unit], capture_output=True, text=True).stdout.strip()
    return subprocess.run(["journalctl", "-q", "-o", "cat", "-n", str(LINES), "--no-pager", "_SYSTEMD_INVOCATION_ID=" + shown],
                          capture_output=True, text=True, errors="replace").stdout


def start(unit):
    """A unit that runs once; its own words are the reason when it fails."""
    if run(["systemctl", "restart", unit], tolerant=True) != 0:
        raise Failed("%s has failed:\n%s" % (unit, journal(unit)))


def is_active(unit):
    return run(["systemctl", "is-active", "--quiet", unit], tolerant=True) == 0


def point(name, target):
    """Makes the link NAME of the releases, in one step."""
    new = os.path.join(RELEASES, name + ".new")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(new)
    os.symlink(target, new)
    os.replace(new, os.path.join(RELEASES, name))


def current():
    try:
        return os.readlink(os.path.join(RELEASES, "current"))
    except FileNotFoundError:
        return None


def digest(*texts):
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


class Release:
    def __init__(self, settings):
        self.settings = settings
        self.code = read(WANTED + "/code")
        self.environment = read(WANTED + "/environment")
        self.id = digest(self.code, self.environment)
        self.directory = os.path.join(RELEASES, self.id)
        # A build gets the variables, so others of them make another build.
        self.code_id = digest(self.code, self.environment if settings["build"] else "")

    @property
    def version(self):
        return dict(line.split("=", 1) for line in self.code.splitlines() if "=" in line)

    @property
    def what(self):
        return " ".join(self.code.split())

    def fill(self, argv, **more):
        for name, value in {**self.version, **more}.items():
            argv = [word.replace("{%s}" % name, value) for word in argv]
        return argv

    def prepare(self):
        """Fetches and builds the code, unless it is there, and writes the variables."""
        building = os.path.join(RELEASES, "building")
        shutil.rmtree(building, ignore_errors=True)
        os.makedirs(building)
        with open(os.path.join(building, "environment"), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as f:
            f.write(self.environment)
        with open(os.path.join(building, "release-id"), "w") as f:
            f.write(digest(self.code, read(COMMAND)) + "\n")
        if self.settings["fetch"] is not None:
            code = os.path.join(CODE, self.code_id)
            if not os.path.isdir(code):
                self.make_code(code)
            os.symlink(code, os.path.join(building, "code"))
        shutil.rmtree(self.directory, ignore_errors=True)
        os.rename(building, self.directory)

    def make_code(self, code):
        building = os.path.join(CODE, "building")
        shutil.rmtree(building, ignore_errors=True)
        os.makedirs(building)
        say("fetching %s" % self.what)
        for argv in self.settings["fetch"]:
            run(self.fill(argv, dir=building))
        run(["chown", "-R", "app:app", building])
        if self.settings["build"]:
            say("building %s" % self.what)
            start("app-build.service")
        # What the app runs from then on is not the app's to change.
        run(["chown", "-R", "root:app", building])
        run(["chmod", "-R", "g+rX,g-w,o-w", building])
        os.rename(building, code)

    def is_wanted(self):
        return Release(self.settings).id == self.id


def health(release, port):
    return run(release.fill(release.settings["health"], port=str(port)), tolerant=True) == 0


def await_health(release, unit, port, seconds, sleep=time.sleep, clock=time.monotonic):
    """Twice in a row; who ends meanwhile has failed."""
    end, passed = clock() + seconds, 0
    while passed < 2:
        if clock() > end:
            raise Failed("%s is not well after %d s:\n%s" % (unit, seconds, journal(unit)))
        if not is_active(unit):
            raise Failed("%s has ended:\n%s" % (unit, journal(unit)))
        passed = passed + 1 if health(release, port) else 0
        sleep(0.3)


def callers(port):
    """Addresses of those who have connections to the new process."""
    listed = subprocess.run(["ss", "-Htn", "state", "established", "sport = :%s" % port], capture_output=True, text=True).stdout
    addresses = {line.split()[-1].rpartition(":")[0].removeprefix("[::ffff:").rstrip("]") for line in listed.splitlines() if line.strip()}
    return sorted(one for one in addresses if not one.startswith("127."))


def counted_by(addresses, port):
    """[requests, failed] of this node, and of the others, as the HAProxy of each caller has counted them."""
    sums = [[0, 0], [0, 0]]
    for address in addresses:
        with contextlib.suppress(OSError, ValueError):
            with urllib.request.urlopen("http://%s:%d/answers?port=%s" % (address, REPORT_PORT, port), timeout=1) as answer:
                sums = [[a + b for a, b in zip(*pair)] for pair in zip(sums, json.load(answer))]
    return sums


def verdict(before, now):
    """Why the requests of this node fail more often than those of the others, if they do."""
    (requests, failed), (of_others, failed_of_others) = [[b - a for a, b in zip(*pair)] for pair in zip(before, now)]
    usual = failed_of_others / of_others if of_others else 0
    if failed < LEAST_FAILED or failed <= requests * (MOST_FAILED + 2 * usual):
        return None
    return "%d of its %d requests failed, %d of %d on the other nodes" % (failed, requests, failed_of_others, of_others)


def watch(release, unit, port, seconds, sleep=time.sleep, clock=time.monotonic):
    """It has all new connections by now: it fails when it ends, is not well twice in a row, or fails more requests than others do."""
    end, failures, before = clock() + seconds, 0, None
    called = release.settings["called"]
    while clock() < end:
        addresses = callers(port)
        now = counted_by(addresses, called)
        # Whoever calls for the first time counts from then on.
        if before is None or before[0] != addresses:
            before = (addresses, now)
        reason = verdict(before[1], now)
        if reason:
            raise Failed("%s:\n%s" % (reason, journal(unit)))
        if not is_active(unit):
            raise Failed("%s has ended after it took the requests:\n%s" % (unit, journal(unit)))
        failures = 0 if health(release, port) else failures + 1
        if failures == 2:
            raise Failed("%s is not well since it has the requests:\n%s" % (unit, journal(unit)))
        sleep(0.5)


def rules(ports):
    """New connections alone: what was open stays where it is. This program itself is let through, to look at who waits behind. The mark is for
    the node's packet filter, which judges by the port that was asked for (host-firewall)."""
    lines = ["tcp dport %s tcp flags & (syn | ack) == syn meta mark set %s dnat to :%s" % (port, port, beside) for port, beside in ports.items()]
    return """table ip app_update
delete table ip app_update
table ip app_update {
  chain output {
    type nat hook output priority -100;
    meta skuid 0 accept
%s
  }
  chain prerouting {
    type nat hook prerouting priority -100;
%s
  }
}
""" % ("\n".join(lines), "\n".join(lines))


def nft(text):
    ended = subprocess.run(["nft", "-f", "-"], input=text, capture_output=True, text=True)
    if ended.returncode != 0:
        raise Failed("nft failed:\n%s" % ended.stderr)


def redirect(ports):
    nft(rules(ports))


def stop_redirecting(remove=False):
    """What was redirected stays so until the table is removed: until its process has ended."""
    known = run(["nft", "list", "table", "ip", "app_update"], tolerant=True) == 0
    if known:
        nft("delete table ip app_update\n" if remove else "flush table ip app_update\n")


@contextlib.contextmanager
def nobody_leaves():
    """Units that end meanwhile do not have requests go to other nodes: another process on this one has them."""
    open(SWITCHED, "a").close()
    try:
        yield
    finally:
        os.unlink(SWITCHED)


def take_back(release):
    """app.service, started anew with the current release, has the connections again."""
    with nobody_leaves():
        run(["systemctl", "restart", APP])
        await_health(release, APP, release.settings["port"], release.settings["start_s"])
        stop_redirecting()
        run(["systemctl", "stop", BESIDE])
        stop_redirecting(remove=True)


def withdraw():
    """The old release never left."""
    with nobody_leaves():
        stop_redirecting()
        run(["systemctl", "stop", BESIDE], tolerant=True)
        stop_redirecting(remove=True)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(RELEASES, "next"))


def note(release, outcome, began):
    """For the command: a line for each attempt."""
    line = {"at": int(began), "seconds": round(time.time() - began, 1), "id": release.id, "version": release.version, "outcome": outcome}
    with open(HISTORY, "a") as f:
        f.write(json.dumps(line) + "\n")


def in_place(release):
    """Nothing is waited for any more, unless another release was asked for meanwhile: what is wanted changes before the mark is made."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(PENDING)
    if not release.is_wanted():
        open(PENDING, "a").close()


def put_in_place(release):
    settings = release.settings
    before, began = current(), time.time()
    if not os.path.isdir(release.directory):
        release.prepare()
    point("next", release.id)
    if settings["release"]:
        say("running the release command")
        start("app-release-next.service")
    if not release.is_wanted():
        raise Superseded()
    ports = settings["ports"]
    beside = ports[str(settings["port"])]
    say("starting %s beside the app" % release.id)
    run(["systemctl", "restart", BESIDE])
    await_health(release, BESIDE, beside, settings["start_s"])
    redirect(ports)
    say("%s takes the requests" % release.id)
    watch(release, BESIDE, beside, settings["watch_s"])
    point("current", release.id)
    if settings["release"]:
        shutil.copy(os.path.join(release.directory, "release-id"), RELEASED)
    in_place(release)
    note(release, "in place", began)
    say("%s is in place" % release.id)
    try:
        take_back(release)
    except Failed:
        if before is not None:
            open(PENDING, "a").close()
            point("current", before)
            # The one beside it has the requests until then.
            with nobody_leaves(), contextlib.suppress(Failed):
                run(["systemctl", "restart", APP])
                await_health(release, APP, settings["port"], settings["start_s"])
        raise
    for unit in settings["workers"]:
        run(["systemctl", "try-restart", unit], tolerant=True)
    tidy(settings["keep"])


def tidy(keep):
    """The last releases stay, so that going back needs nobody; code that none of them has goes."""
    paths = [one.path for one in os.scandir(RELEASES) if one.is_dir(follow_symlinks=False) and one.name != "building"]
    kept = sorted(paths, key=os.path.getmtime, reverse=True)[:keep] + [os.path.join(RELEASES, current() or "")]
    for path in set(paths) - set(kept):
        shutil.rmtree(path, ignore_errors=True)
    used = {os.path.realpath(os.path.join(path, "code")) for path in kept}
    if os.path.isdir(CODE):
        for one in os.scandir(CODE):
            if os.path.realpath(one.path) not in used:
                shutil.rmtree(one.path, ignore_errors=True)


def converge(settings):
    """0: the wanted release is in place."""
    # Left over by a run that was cut off.
    withdraw()
    while True:
        release = Release(settings)
        if current() == release.id:
            # Asked for again, after another one that did not come into place.
            if os.path.exists(PENDING):
                note(release, "in place", time.time())
            in_place(release)
            return 0
        try:
            put_in_place(release)
        except Superseded:
            continue
        except Failed as failure:
            withdraw()
            if not release.is_wanted():
                continue
            note(release, "not in place", time.time())
            reason, _, details = str(failure).partition("\n")
            # The reason comes last: it is what the end of a journal shows.
            say("%s\nthe release %s (%s) is not in place, the one before it serves on: %s" % (details, release.id, release.what, reason))
            open(FAILED, "a").close()
            return 1


def request():
    """Nothing to do before the bootstrap has put a first release in place."""
    if current() is None:
        return 0
    open(PENDING, "a").close()
    with contextlib.suppress(FileNotFoundError):
        os.unlink(FAILED)
    return run(["systemctl", "start", "--no-block", "app-update.service"])


def install(settings):
    release = Release(settings)
    try:
        release.prepare()
    except Failed as failure:
        sys.exit(str(failure))
    point("current", release.id)
    point("next", release.id)
    note(release, "in place", time.time())
    return 0


def main(verb):
    os.umask(0o022)
    if verb == "check":
        if os.path.exists(PENDING):
            sys.exit("the release that the deploy wants is not in place yet")
        return 0
    if verb == "request":
        return request()
    settings = json.loads(read(SETTINGS))
    with open(LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return install(settings) if verb == "install" else converge(settings)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
